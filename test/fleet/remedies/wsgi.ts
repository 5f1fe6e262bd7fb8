import type { Cure, Episode } from "./episode.js";

const SITES = "/etc/apache2/sites-available";

/** A line of the configuration that stands in the remedy goes where an edit of the site says. */
const edit = (says: RegExp, script: string, site: string): Cure => ({
  says,
  does: `set -- "$(printf '%s' "\${1:-}" | sed 's/[&#\\]/\\\\&/g')" "\${2:-}"; sed -i "${script}" ${SITES}/${site}.conf`,
});

/** What administrators write into a site. */
const FAULTS: Episode = {
  name: "groups and aliases that are not what was meant",
  make: ". /scenarios/faults.sh",
  cures: {
    "wsgi/loaded-twice": edit(
      /Remove the (LoadModule) line, or disable the module, that is not meant/,
      "/^$1/d",
      "faults",
    ),
    "wsgi/application-unreachable": edit(
      /order the aliases from the longest path to the shortest/,
      "/Alias .first .srv/{h;d};/Alias .first.second/{G}",
      "faults",
    ),
    "wsgi/process-group-undefined": edit(
      /Define the group with (WSGIDaemonProcess) in the main server or in that virtual host/,
      "s#^  $1 idle#&\\\\n  $1 nowhere request-timeout=60#",
      "faults",
    ),
    "wsgi/daemon-unused": edit(
      /Add (process-group=)NAME to the WSGIScriptAlias/,
      "s#Alias /first /.*#& $1idle#",
      "faults",
    ),
    "wsgi/no-request-timeout": edit(/Add (request-timeout=60) /, "s#WSGIDaemonProcess idle#& $1#", "faults"),
    "wsgi/socket-in-tmp": edit(/: (WSGISocketPrefix \S+)\. Give/, "s#^WSGISocketPrefix .*#$1#", "faults"),
    "wsgi/access-denied": edit(
      /Put (Require all granted) \(or who may\) in a <Directory> of the script/,
      "s#^</VirtualHost>#<Directory /srv/wsgi>\\\\n$1\\\\n</Directory>\\\\n&#",
      "faults",
    ),
    "wsgi/port-named-interpreter": edit(
      /or (application-group=%\{GLOBAL\}) where no other application runs in its process group/,
      "s#WSGIScriptAlias .*#& $1#",
      "faults",
    ),
    "python/environment-variable": {
      says: /Remove it from (\S+):\d+, and name the home/,
      does: 'sed -i /PYTHONPATH/d "$1"',
      takeOver: "restart",
    },
  },
  answers: {
    "81 faults.test /nowhere": ["403", "200"],
    "81 faults.test /first": ["403", "200"],
    "81 faults.test /first/second": ["403", "200"],
    "80 truth.test /daemon": ["200", "200"],
  },
};

const PERMISSIONS: Episode = {
  name: "users that may not, and others that may too much",
  make: ". /scenarios/permissions.sh",
  cures: {
    "python/home-not-accessible": {
      says: /let the user enter each directory above it: (chmod o\+x)/,
      does: 'eval "$1 /home/alice"',
    },
    "wsgi/script-unusable": edit(
      /Correct the path of the directive/,
      "s#missing[.]wsgi#truth.wsgi#",
      "permissions",
    ),
    "wsgi/access-denied": edit(
      /Put (Require all granted) \(or who may\) in a <Directory> of the script/,
      "s#Require all denied#$1#",
      "permissions",
    ),
    "wsgi/client-named-interpreter": edit(
      /one interpreter: (application-group=)NAME with a name of its own/,
      "s#application-group=%{HOST}#$1open#",
      "permissions",
    ),
    "wsgi/socket-not-accessible": edit(
      /a directory that the user may enter: (WSGISocketPrefix \S+)\.$/,
      "s#^WSGISocketPrefix .*#$1#",
      "permissions",
    ),
    "wsgi/socket-path-long": edit(
      /Set a shorter one: (WSGISocketPrefix \S+)\.$/,
      "s#^WSGISocketPrefix .*#$1#",
      "permissions",
    ),
    "wsgi/working-directory": edit(
      /Give the group a (home=) that its user may enter/,
      "s#user=ghost#& $1/srv/open#",
      "permissions",
    ),
    "wsgi/eager-initialization": {
      ...edit(/Remove (WSGILazyInitialization Off):/, "/^$1/d", "permissions"),
      takeOver: "restart",
    },
    "apache/world-writable": { says: /(chmod o-w), and look/, does: 'eval "$1 /srv/open/truth.wsgi"' },
  },
  answers: {
    "81 permissions.test /hidden": ["403", "200"],
    "81 permissions.test /missing": ["404", "200"],
    "81 permissions.test /open": ["200", "200"],
    "81 permissions.test /closed": ["403", "200"],
    "80 truth.test /daemon": ["503", "200"],
  },
};

const SLIPS: Episode = {
  name: "what httpd takes without a word",
  make: ". /scenarios/slips.sh",
  cures: {
    "wsgi/setenv-no-effect": edit(/For packages use (python-path=) of/, "/SetEnv PYTHONPATH/d", "slips"),
    "python/path-entry": edit(
      /with python-path= only your own source/,
      "s#python-path=.opt.nowhere#python-path=/srv/pool#",
      "slips",
    ),
    "wsgi/shared-interpreter": edit(
      /: (WSGIDaemonProcess )NAME, and (process-group=)NAME application-group=%\{GLOBAL\} on its WSGIScriptAlias/,
      "s#^  WSGIDaemonProcess shared#  $1two request-timeout=60\\\\n&#;/Alias .two /s#process-group=shared#$2two#",
      "slips",
    ),
    "wsgi/mount-slash": edit(
      /Take the slash from the end of the mount/,
      "s#Alias /slash/#Alias /slash#",
      "slips",
    ),
    "python/user-site": {
      ...edit(/a virtual environment with (python-home=)/, "s#user=keeper#& $1/srv/keeper#", "slips"),
    },
    "python/environment-renewed": {
      says: /Stop Apache whole and start it again: /,
      does: "python3 -m venv --without-pip /srv/keeper",
      takeOver: "restart",
    },
    "host/orphans": {
      says: /End them by their process ids/,
      does: 'kill $(pgrep -f "^.wsgi:l")',
      takeOver: "nothing",
    },
  },
  answers: {
    "80 slips.test /one": ["200", "200"],
    "80 slips.test /two": ["200", "200"],
    "80 slips.test /slash": ["404", "200"],
    "80 slips.test /renewed": ["200", "200"],
  },
};

const HOMES: Episode = {
  name: "environments whose base is another Python, or gone",
  make: ". /scenarios/homes.sh",
  cures: {
    "python/base-mixed": {
      says: /linked to: (mv \S+ \S+ && \S+ -m venv \S+), and install/,
      does: 'eval "$1 --without-pip"',
      takeOver: "restart",
    },
    "python/base-gone": {
      says: /a Python that stays: (mv \S+ \S+ && \S+ -m venv \S+), and install/,
      // The very packages, as far as a name shows them.
      does: 'eval "$1 --without-pip"; cp -a /srv/gone.old/lib/python3.11/site-packages/* /srv/gone/lib/python3.11/site-packages/',
      takeOver: "restart",
    },
    "python/home-unusable": edit(
      /Name the root of the virtual environment or installation/,
      "s#python-home=/srv/nothing#python-home=/srv/mixed#",
      "homes",
    ),
    "python/path-decides": edit(
      /Name the installation: (WSGIPythonHome \S+) for the library's own/,
      "1i $1",
      "homes",
    ),
    "wsgi/subinterpreter-extension": edit(
      /main interpreter: (application-group=%\{GLOBAL\})/,
      "s#application-group=site#$1#",
      "homes",
    ),
    "wsgi/no-pass-authorization": edit(/Set (WSGIPassAuthorization On)/, "1i $1", "homes"),
    "wsgi/embedded-not-restricted": edit(
      /Set (WSGIRestrictEmbedded On) in the main server/,
      "1i $1",
      "homes",
    ),
    "wsgi/errors-logged": {
      says: /What was mended since goes with the next rotation of the log/,
      does: "rotate_logs",
    },
  },
  answers: {
    "80 homes.test /plain": ["200", "200"],
    "80 homes.test /mixed": ["200", "200"],
    "80 homes.test /gone": ["200", "200"],
    "80 homes.test /none": ["-", "200"],
  },
};

const PREFORK: Episode = {
  name: "embedded in prefork",
  make: ". /scenarios/prefork.sh",
  cures: {
    "wsgi/embedded-prefork": {
      says: /use the event MPM: (a2dismod mpm_prefork && a2enmod mpm_event)\./,
      does: 'eval "$1"',
      takeOver: "restart",
    },
  },
  answers: { "80 truth.test /embedded": ["200", "200"] },
};

const STALE: Episode = {
  name: "a configuration that was not taken over",
  make: "start_apache; sleep 2; sed -i 's/threads=3/threads=3 processes=3/' /etc/apache2/sites-available/truth.conf",
  cures: {
    "apache/reload-pending": {
      says: /take it over: (.+?)\. If not/,
      does: 'taken_over "$(cat /run/apache2/apache2.pid)" "$1"',
      takeOver: "nothing",
    },
    "wsgi/live-group-size": {
      says: /if the configuration is newer than the server, reload it/,
      does: ":",
      takeOver: "nothing",
    },
  },
  answers: { "80 truth.test /daemon": ["200", "200"] },
};

const SECOND: Episode = {
  name: "a second instance whose sockets go to the first one's directory",
  make: `cp -a /etc/apache2 /etc/apache2-dev; mkdir -p /var/log/apache2-dev
rm -f /etc/apache2-dev/sites-enabled/*; truth_site 80 | sed 's/display-name=%{GROUP}//' >/etc/apache2-dev/sites-enabled/truth.conf
APACHE_CONFDIR=/etc/apache2-dev apache2ctl start; wait_for_server /run/apache2-dev/apache2.pid`,
  cures: {
    "wsgi/daemon-not-listening": {
      says: /there before httpd starts: (WSGISocketPrefix \S+)\. /,
      does: 'echo "$1" >/etc/apache2-dev/conf-enabled/sockets.conf',
      takeOver: "restart",
    },
  },
  answers: { "80 truth.test /daemon": ["503", "200"] },
};

const MASTERS: Episode = {
  name: "two masters of one configuration",
  make: `start_apache; sed -i 's/^Listen 80$/Listen 8085/' /etc/apache2/ports.conf
cp -p /run/apache2/apache2.pid /run/first.pid; rm /run/apache2/apache2.pid
apache2ctl start; wait_for_server /run/apache2/apache2.pid
sed -i 's/^Listen 8085$/Listen 80/' /etc/apache2/ports.conf; touch -d '1 hour ago' /etc/apache2/ports.conf`,
  cures: {
    "host/two-masters": {
      says: /End all of them \((kill (\d+) (\d+))\), and once they are gone start Apache once \((.+?)\): /,
      does: 'eval "$1"; wait_until pids_gone "$2" "$3"; eval "$4"',
      takeOver: "nothing",
    },
  },
  answers: { "80 truth.test /daemon": ["200", "200"] },
};

export const wsgiEpisodes: readonly Episode[] = [FAULTS, PERMISSIONS, SLIPS, HOMES];
export const serverEpisodes: readonly Episode[] = [PREFORK, STALE, SECOND, MASTERS];
