# shellcheck shell=sh
# Virtual environments whose base is another Python or gone, a home that is none, and a PATH that leads astray. All
# applications run in daemon mode.
mkdir -p /opt/other/bin /opt/other/lib
ln -s /usr/lib/python3.11 /opt/other/lib/python3.11
ln -s /usr/bin/python3.11 /opt/other/bin/python3
for name in mixed gone; do
  mkdir -p "/srv/$name/bin" "/srv/$name/lib/python3.11/site-packages"
  ln -s /usr/bin/python3.11 "/srv/$name/bin/python3"
done
printf 'home = /opt/other/bin\nversion = 3.11.2\n' >/srv/mixed/pyvenv.cfg
printf 'home = /opt/removed/bin\nversion = 3.11.2\n' >/srv/gone/pyvenv.cfg
# What pip would put there; only the names count.
mkdir -p /srv/gone/lib/python3.11/site-packages/numpy /srv/gone/lib/python3.11/site-packages/rest_framework
python3 -m venv --without-pip /opt/first
# shellcheck disable=SC2016 # for Apache's own environment
printf 'export PATH=/opt/first/bin:$PATH\n' >>/etc/apache2/envvars
cat >/etc/apache2/sites-available/homes.conf <<'END'
<VirtualHost *:80>
  ServerName homes.test
  WSGIDaemonProcess plain request-timeout=60
  WSGIDaemonProcess mixed request-timeout=60 python-home=/srv/mixed
  WSGIDaemonProcess gone request-timeout=60 python-home=/srv/gone
  WSGIDaemonProcess none request-timeout=60 python-home=/srv/nothing
  WSGIScriptAlias /plain /srv/wsgi/truth.wsgi process-group=plain application-group=%{GLOBAL}
  WSGIScriptAlias /mixed /srv/wsgi/truth.wsgi process-group=mixed application-group=%{GLOBAL}
  WSGIScriptAlias /gone /srv/wsgi/truth.wsgi process-group=gone application-group=site
  WSGIScriptAlias /none /srv/wsgi/truth.wsgi process-group=none application-group=%{GLOBAL}
  <Directory /srv/wsgi>
    Require all granted
  </Directory>
</VirtualHost>
END
serve_site homes
