# shellcheck shell=sh
# What httpd takes without a word, and what happens to a server that runs: each thing once. All applications run in
# daemon mode; a second instance has lost its master.
python3 -m venv --without-pip /srv/renewed
mkdir -p /srv/pool /home/keeper
useradd --home-dir /home/keeper keeper
user_site=/home/keeper/.local/lib/$(basename "$(dirname "$(python3 -c 'import os; print(os.__file__)')")")/site-packages
mkdir -p "$user_site/requests"
chown -R keeper: /home/keeper
cp /srv/wsgi/truth.wsgi /srv/pool/other.wsgi
cat >/etc/apache2/sites-available/slips.conf <<'CONF'
WSGIRestrictEmbedded On
<VirtualHost *:80>
  ServerName slips.test
  SetEnv PYTHONPATH /opt/extra
  WSGIDaemonProcess shared request-timeout=60 python-path=/opt/nowhere
  WSGIDaemonProcess keeper request-timeout=60 user=keeper
  WSGIDaemonProcess renewed request-timeout=60 python-home=/srv/renewed
  WSGIScriptAlias /one /srv/wsgi/truth.wsgi process-group=shared application-group=%{GLOBAL}
  WSGIScriptAlias /two /srv/pool/other.wsgi process-group=shared application-group=%{GLOBAL}
  WSGIScriptAlias /slash/ /srv/wsgi/truth.wsgi process-group=keeper application-group=%{GLOBAL}
  WSGIScriptAlias /renewed /srv/wsgi/truth.wsgi process-group=renewed application-group=%{GLOBAL}
  <Directory /srv>
    Require all granted
  </Directory>
</VirtualHost>
CONF
serve_site slips
cat >/etc/apache2/lost.conf <<'CONF'
ServerName lost.test
Listen 127.0.0.1:8099
PidFile /run/apache2/lost.pid
ErrorLog /var/log/apache2/lost.log
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule wsgi_module /usr/lib/apache2/modules/mod_wsgi.so
WSGISocketPrefix /run/apache2/lost
WSGIDaemonProcess lost display-name=%{GROUP}
User www-data
Group www-data
CONF
apache2 -f /etc/apache2/lost.conf -k start
wait_for_server /run/apache2/lost.pid
lost=$(cat /run/apache2/lost.pid)
wait_until pgrep -P "$lost" -f '^.wsgi:' >/dev/null
daemon=$(pgrep -P "$lost" -f '^.wsgi:')
# Told of the end by a signal of the master's other children: it has to sleep while they go.
kill -STOP "$daemon"
pgrep -P "$lost" | grep -vxF "$daemon" | xargs kill -KILL "$lost"
sleep 1
kill -CONT "$daemon"
# A change in the very second of the start tells nothing.
sleep 2
rm -r /srv/renewed
python3 -m venv --without-pip /srv/renewed
