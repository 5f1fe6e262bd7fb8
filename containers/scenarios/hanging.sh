# shellcheck shell=sh
# Environments below a mount whose server does not answer any more, as of a file server that has gone: an automounter that
# mounts nothing. Its applications were started before that.
python3 -m venv --without-pip /srv/share/venv
put_packages "$(echo /srv/share/venv/lib/python3.*/site-packages)" 4.2.16
mkdir -p /srv/share/lib
put_package /srv/share/lib sqlparse 0.4.4
put_packages "$(local_packages)" 3.2.19
start_apache "python-home=/srv/share/venv python-path=/srv/share/lib"
# shellcheck disable=SC1091 # it is in the container
. /scenarios/slate.sh
status_of 80 truth.test /daemon
python3 /scenarios/hang.py /srv/share &
wait_until grep -q ' /srv/share ' /proc/mounts
