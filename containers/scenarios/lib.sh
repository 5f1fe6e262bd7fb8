# shellcheck shell=sh
# What the scenarios of Debian's own Apache share. Sourced by start.

# The file, not the symbolic links to it.
libpython() { readlink -f /usr/lib/*-linux-gnu/libpython3.*.so.1.0; }

truth_site() { # port, options of the daemon process
  cat <<END
<VirtualHost *:$1>
  ServerName truth.test
  UseCanonicalName On
  WSGIDaemonProcess truth threads=3 request-timeout=60 display-name=%{GROUP} ${2:-}
  WSGIScriptAlias /embedded /srv/wsgi/truth.wsgi
  WSGIScriptAlias /daemon /srv/wsgi/truth.wsgi process-group=truth application-group=%{GLOBAL}
  WSGIScriptAlias /observed/embedded /srv/wsgi/observe.wsgi
  WSGIScriptAlias /observed/daemon /srv/wsgi/observe.wsgi process-group=truth application-group=%{GLOBAL}
  <Directory /srv/wsgi>
    Require all granted
  </Directory>
</VirtualHost>
END
}

enable_truth() { # options of the daemon process
  truth_site 80 "${1:-}" >/etc/apache2/sites-available/truth.conf
  a2dissite -q 000-default
  a2ensite -q truth
}

use_mpm() {
  a2dismod -q -f mpm_event
  a2enmod -q "mpm_$1"
}

wait_until() { # command
  waited=0
  until "$@"; do
    [ "$waited" -lt 60 ] || { echo "not within a minute: $*" >&2; return 1; }
    waited=$((waited + 1))
    sleep 1
  done
}

# httpd -k start returns before the server has read its configuration for the second time, which is the one that counts.
# The file of its process id is written after that, and after the daemon groups were started.
wait_for_server() { # file of its process id
  wait_until test -s "$1"
}

reload_sshd() {
  sshd=$(cat /run/sshd.pid)
  rm /run/sshd.pid
  kill -HUP "$sshd"
  wait_until test -s /run/sshd.pid
}

# As pip leaves it.
put_package() { # directory, name, version
  mkdir -p "$1/$2" "$1/$2-$3.dist-info"
  : >"$1/$2/__init__.py"
  printf 'Metadata-Version: 2.1\nName: %s\nVersion: %s\n\n# %s\n' "$2" "$3" "$2" >"$1/$2-$3.dist-info/METADATA"
  echo pip >"$1/$2-$3.dist-info/INSTALLER"
}

# What an application of some years stands on.
put_packages() { # directory, version of Django
  put_package "$1" Django "$2"
  put_package "$1" asgiref 3.8.1
  put_package "$1" sqlparse 0.5.1
  put_package "$1" typing_extensions 4.12.2
}

# Where Debian's Python looks for what its administrator installs.
local_packages() { for at in /usr/lib/python3.[0-9]*; do echo "/usr/local/lib/${at##*/}/dist-packages"; done | sed -n '$p'; }

start_apache() {
  enable_truth "${1:-}"
  apache2ctl start
  wait_for_server /run/apache2/apache2.pid
}

# Starts Apache with that site of sites-available alone.
serve_site() { # name
  a2dissite -q 000-default
  a2ensite -q "$1"
  apache2ctl start
  wait_for_server /run/apache2/apache2.pid
}

# For Apache and for the logins alike, as an administrator does who has to make it work.
set_library_path() {
  printf 'export LD_LIBRARY_PATH=%s\n' "$1" >>/etc/apache2/envvars
  printf 'LD_LIBRARY_PATH=%s\n' "$1" >>/etc/environment
}

start_source_apache() { # file of mod_wsgi
  truth_site 80 >/usr/local/apache2/conf/truth.conf
  printf 'LoadModule wsgi_module modules/%s\nInclude conf/truth.conf\n' "$1" >>/usr/local/apache2/conf/httpd.conf
  /usr/local/apache2/bin/apachectl start
  wait_for_server /usr/local/apache2/logs/httpd.pid
}
