# shellcheck shell=sh
# Two virtual hosts on one TLS port, told apart by SNI alone, and URLs that answer otherwise than a test script does.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=tls.test \
  -keyout /etc/ssl/private/tls.key -out /etc/ssl/certs/tls.crt 2>/dev/null
printf 'raise RuntimeError("broken on purpose")\n' >/srv/wsgi/broken.wsgi

tls_site() { # name
  cat <<END
<VirtualHost *:443>
  ServerName $1.test
  UseCanonicalName On
  SSLEngine on
  SSLCertificateFile /etc/ssl/certs/tls.crt
  SSLCertificateKeyFile /etc/ssl/private/tls.key
  WSGIDaemonProcess $1 request-timeout=60 threads=2 display-name=%{GROUP}
  WSGIScriptAlias /observed /srv/wsgi/observe.wsgi process-group=$1 application-group=%{GLOBAL}
  WSGIScriptAlias /broken /srv/wsgi/broken.wsgi
  Redirect /moved http://elsewhere.test/login?token=canary
  <Directory /srv/wsgi>
    Require all granted
  </Directory>
  <Location /secret>
    Require all denied
  </Location>
</VirtualHost>
END
}

{ echo 'SSLStrictSNIVHostCheck on'; tls_site one; tls_site two; } >/etc/apache2/sites-available/tls.conf
a2enmod -q ssl
a2ensite -q tls
start_apache
