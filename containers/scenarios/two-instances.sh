# shellcheck shell=sh
# A second instance, laid out as Debian does it: /etc/apache2-second, port 8081, with another MPM.
cp -a /etc/apache2 /etc/apache2-second
mkdir -p /var/log/apache2-second
start_apache
cd /etc/apache2-second || exit 1
printf 'Listen 8081\n' >ports.conf
rm mods-enabled/mpm_event.* sites-enabled/*
ln -s ../mods-available/mpm_prefork.conf ../mods-available/mpm_prefork.load mods-enabled/
truth_site 8081 processes=2 >sites-enabled/truth.conf
APACHE_CONFDIR=/etc/apache2-second apache2ctl start
wait_for_server /run/apache2-second/apache2.pid
cd /
