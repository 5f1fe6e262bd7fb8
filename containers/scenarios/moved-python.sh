# shellcheck shell=sh
# The standard library was moved: the Python library looks for it where it was built for, and processes end as they start.
mkdir -p /opt/moved/lib
mv /usr/lib/python3.11 /opt/moved/lib/
cat >/etc/apache2/sites-available/moved.conf <<'END'
# One process ends after the other: without a limit they are more and more.
ServerLimit 1
StartServers 1
MaxRequestWorkers 25
<VirtualHost *:80>
  ServerName moved.test
  WSGIScriptAlias / /srv/wsgi/truth.wsgi application-group=%{GLOBAL}
  <Directory /srv/wsgi>
    Require all granted
  </Directory>
</VirtualHost>
END
serve_site moved
wait_until grep -q "No module named 'encodings'" /var/log/apache2/error.log
