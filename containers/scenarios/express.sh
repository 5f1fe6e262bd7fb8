# shellcheck shell=sh
# mod_wsgi-express on port 80: no Apache of the system's runs, its configuration is generated below /tmp.
cat >/srv/wsgi/observe.conf <<'END'
WSGIScriptAlias /observed/daemon /srv/wsgi/observe.wsgi process-group=localhost:80 application-group=%{GLOBAL}
<Directory /srv/wsgi>
  Require all granted
</Directory>
END
/opt/express/bin/mod_wsgi-express start-server /srv/wsgi/truth.wsgi --port 80 --include-file /srv/wsgi/observe.conf \
  --user www-data --group www-data --processes 2 --threads 4 --log-to-terminal >/var/log/express.log 2>&1 &
wait_for_server /tmp/mod_wsgi-localhost:80:0/httpd.pid
