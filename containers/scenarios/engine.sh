# shellcheck shell=sh
# No httpd, but the socket of a container engine, which one login may use and another may not.
group=$(stat -c %g /var/run/docker.sock)
groupadd -o -g "$group" engine
useradd --create-home --shell /bin/bash --groups engine deploy
usermod --password '*' deploy
give_key deploy /home/deploy
