# shellcheck shell=sh
# Apache's users cannot reach what the configuration names, and others can reach too much.
useradd --create-home --home-dir /home/alice --shell /bin/sh alice
useradd --no-create-home --home-dir /home/ghost --shell /bin/sh ghost
cp /srv/wsgi/truth.wsgi /home/alice/site.wsgi
python3 -m venv --without-pip /home/alice/venv
chown -R alice: /home/alice
chmod 700 /home/alice
long=/root/run/$(printf '%064d' 0)
mkdir -p /srv/open /srv/closed "$long"
cp /srv/wsgi/truth.wsgi /srv/open/
cp /srv/wsgi/truth.wsgi /srv/closed/
chmod 666 /srv/open/truth.wsgi
cat >/etc/apache2/sites-available/permissions.conf <<END
Listen 81
WSGISocketPrefix $long/sockets_of_wsgi
WSGILazyInitialization Off
<VirtualHost *:81>
  ServerName permissions.test
  WSGIDaemonProcess hidden request-timeout=60 python-home=/home/alice/venv
  WSGIDaemonProcess nowhere request-timeout=60 user=ghost
  WSGIScriptAlias /hidden /home/alice/site.wsgi process-group=hidden application-group=%{GLOBAL}
  WSGIScriptAlias /missing /srv/open/missing.wsgi process-group=nowhere application-group=%{GLOBAL}
  WSGIScriptAlias /open /srv/open/truth.wsgi application-group=%{HOST}
  WSGIScriptAlias /closed /srv/closed/truth.wsgi application-group=%{GLOBAL}
  <Directory /srv/open>
    Require all granted
  </Directory>
  <Directory /home/alice>
    Require all granted
  </Directory>
  <Directory /srv/closed>
    Require all denied
  </Directory>
</VirtualHost>
END
a2ensite -q permissions
start_apache
