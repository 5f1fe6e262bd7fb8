# shellcheck shell=sh
# Somebody broke the configuration after Apache had started: it still serves, and could not be restarted.
start_apache
printf 'NoSuchDirective on\n' >/etc/apache2/conf-enabled/broken.conf
# Not what is shown here: a file that is newer than what runs.
touch -d '1 hour ago' /etc/apache2/conf-enabled/broken.conf
