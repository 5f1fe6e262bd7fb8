# shellcheck shell=sh
# Beside the site that all hosts have: what administrators do wrong, each thing once.
echo 'export PYTHONPATH=/opt/extra' >>/etc/apache2/envvars
cat >/etc/apache2/sites-available/faults.conf <<'END'
LoadModule wsgi_module /usr/lib/apache2/modules/mod_wsgi.so
Listen 81
WSGISocketPrefix /tmp/wsgi
<VirtualHost *:81>
  ServerName faults.test
  WSGIDaemonProcess idle
  WSGIScriptAlias /nowhere /srv/wsgi/truth.wsgi process-group=nowhere
  WSGIScriptAlias /first /srv/wsgi/truth.wsgi
  WSGIScriptAlias /first/second /srv/wsgi/truth.wsgi
</VirtualHost>
END
a2ensite -q faults
start_apache
