# shellcheck shell=sh
# Passwords and tokens wherever administrators put them. Each holds `canary-` and the name of its place.
mkdir -p /srv/secrets
cp /srv/wsgi/truth.wsgi /srv/secrets/truth.wsgi
printf 'API_KEY = "canary-application"\n' >/srv/secrets/settings.py
printf 'SetEnv FROM_HTACCESS canary-htaccess\n' >/srv/secrets/.htaccess
# Ends with the server, whose child it is.
printf '#!/bin/sh\nwhile read -r line; do :; done\n' >/usr/local/bin/ship-log
# Calls itself something else.
cat >/usr/local/bin/ship-more <<'END'
#!/usr/bin/perl
$0 = "shipping token=canary-title"; 1 while <STDIN>;
END
chmod 755 /usr/local/bin/ship-log /usr/local/bin/ship-more
cat >/etc/apache2/sites-available/secrets.conf <<'END'
Listen 81
PassEnv FROM_ENVVARS
Define ldap_password canary-define
<Macro Site $name $password>
  SetEnv FROM_MACRO $password
  WSGIScriptAlias /$name /srv/secrets/truth.wsgi process-group=secrets application-group=%{GLOBAL}
</Macro>
<VirtualHost *:81>
  ServerName secrets.test
  WSGIDaemonProcess secrets threads=2 request-timeout=60 display-name=%{GROUP}
  Use Site macro canary-macro
  SetEnv DATABASE_URL "postgres://app:canary-setenv@db/app"
  SetEnvIf X-Tenant "^one$" TENANT_TOKEN=canary-setenvif
  RequestHeader set Authorization "Bearer canary-header"
  ProxyPass /upstream "http://app:canary-proxypass@127.0.0.1:9/"
  RewriteEngine on
  RewriteRule ^/hook$ http://127.0.0.1:9/?token=canary-rewrite [P]
  CustomLog "|/usr/local/bin/ship-log --token=canary-pipe" combined
  CustomLog "|/usr/local/bin/ship-more" combined
  <Location /internal>
    AuthType Basic
    AuthName internal
    AuthBasicProvider ldap
    AuthLDAPURL ldap://127.0.0.1/dc=test?uid
    AuthLDAPBindDN cn=apache,dc=test
    AuthLDAPBindPassword "${ldap_password}"
    Require valid-user
  </Location>
  <Location /direct>
    AuthLDAPBindPassword canary-bind
    Require expr "%{HTTP:X-Token} == 'canary-require'"
  </Location>
  <IfDefine !TOKEN=canary-ifdefine>
    SetEnv UNKNOWN 1
  </IfDefine>
  <If "%{HTTP:X-Key} == 'canary-if'">
    SetEnv KNOWN 1
  </If>
  <Directory /srv/secrets>
    AllowOverride All
    Require all granted
  </Directory>
</VirtualHost>
END
printf 'export FROM_ENVVARS=canary-envvars\n' >>/etc/apache2/envvars
# On the command line of httpd itself.
printf "export APACHE_ARGUMENTS='-D TOKEN=canary-dash -DOTHER=canary-dash'\n" >>/etc/apache2/envvars
printf 'FROM_LOGIN=canary-login\n' >>/etc/environment
a2enmod -q proxy_http headers rewrite macro authnz_ldap
a2ensite -q secrets
# An instance that does not run, with environments of somebody who leads them elsewhere.
useradd -m shopkeeper
mkdir -p /etc/apache2-strangers /srv/strangers
umask 077
printf 'home = /canary-link\nversion = 3.11.2\n' >/etc/apache2-strangers/only-for-root
umask 022
for home in plain link fifo; do
  mkdir -p "/srv/strangers/$home/bin"
  echo "WSGIDaemonProcess $home python-home=/srv/strangers/$home"
done >/etc/apache2-strangers/daemons.conf
printf 'home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\n' >/srv/strangers/plain/pyvenv.cfg
ln -s /etc/apache2-strangers/only-for-root /srv/strangers/link/pyvenv.cfg
mkfifo /srv/strangers/fifo/pyvenv.cfg
chown -hR shopkeeper: /srv/strangers
cat >/etc/apache2-strangers/apache2.conf <<'END'
ServerRoot /etc/apache2-strangers
PidFile /run/apache2-strangers.pid
ErrorLog /dev/null
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule wsgi_module /usr/lib/apache2/modules/mod_wsgi.so
Listen 127.0.0.1:8099
ServerName strangers.test
Include daemons.conf
END
# Of root, and of the login itself.
FROM_PROCESS=canary-environment sh -c 'exec sleep 3600' &
su -s /bin/sh -c 'exec perl -e "sleep 3600" -- --password=canary-argument' auditor &
FROM_STARTER=canary-starter
export FROM_STARTER
start_apache
unset FROM_STARTER
