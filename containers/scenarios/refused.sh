# shellcheck shell=sh
# Servers that run, and whose configurations were broken since, each in another way. The last one is not refused: its
# mod_wsgi was built by pip for another httpd.
# Before the servers start: a file's change time cannot be set back.
mkdir -p /srv/foreign
cp /usr/lib/apache2/modules/mod_wsgi.so /srv/foreign/
port=8100
for fault in command option twice module mutex hidden foreign; do
  port=$((port + 1))
  mkdir -p "/srv/$fault"
  cat >"/srv/$fault/httpd.conf" <<END
ServerName $fault.test
DefaultRuntimeDir /srv/$fault
PidFile /srv/$fault/httpd.pid
ErrorLog /srv/$fault/error.log
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
User www-data
Group www-data
Listen $port
IncludeOptional /srv/$fault/*.inc
END
  apache2 -d "/srv/$fault" -f "/srv/$fault/httpd.conf"
  wait_for_server "/srv/$fault/httpd.pid"
done
wsgi='LoadModule wsgi_module /usr/lib/apache2/modules/mod_wsgi.so
WSGIRestrictEmbedded On'
group='WSGIDaemonProcess site request-timeout=60'
alias='WSGIScriptAlias / /srv/wsgi/truth.wsgi process-group=site application-group=%{GLOBAL}'
printf 'WSGIScriptAlias / /srv/wsgi/truth.wsgi application-group=%%{GLOBAL}\n' >/srv/command/site.inc
printf '%s\nWSGIDaemonProcess site request-timeout=60 no-such-option=1\n%s\n' "$wsgi" "$alias" >/srv/option/site.inc
printf '%s\n%s\n%s\n%s\n' "$wsgi" "$group" "$group" "$alias" >/srv/twice/site.inc
printf 'LoadModule wsgi_module /usr/lib/apache2/modules/mod_wsgi.so-3.7\n' >/srv/module/site.inc
printf 'Mutex sem mpm-accept\n' >/srv/mutex/site.inc
printf 'else:\n    SBINDIR = "/opt/httpd/bin"\nPROGNAME = "httpd"\n' >/srv/foreign/apxs_config.py
printf 'LoadModule wsgi_module /srv/foreign/mod_wsgi.so\nWSGIRestrictEmbedded On\n' >/srv/foreign/site.inc
printf '<IfModule mod_wsgi.c>\nWSGIScriptAlias / /srv/wsgi/truth.wsgi\n</IfModule>\n' >/srv/hidden/site.inc
# Not what is shown here: files that are newer than what runs.
touch -d '1 hour ago' /srv/*/site.inc
