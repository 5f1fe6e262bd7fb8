import { records } from "../check.js";
import type { DaemonGroup } from "./daemons.js";
import type { ProxiedPlace } from "./proxied.js";

export const facts = {
  "apache.server_root": {
    label: "ServerRoot",
    description: "Where relative paths of the configuration begin",
    type: "string",
    source:
      "`httpd -t -D DUMP_RUN_CFG`, else `ServerRoot` of the files, `-d` of the command line or `httpd -V`",
    example: "/etc/apache2",
  },
  "apache.config_file": {
    label: "Config",
    description: "The main configuration file, absolute",
    type: "string",
    source: "`-f` of the command line, else `SERVER_CONFIG_FILE` of `httpd -V`",
    example: "/etc/apache2/apache2.conf",
  },
  "apache.config_ok": {
    label: "Config ok",
    description: "httpd can read its configuration, as far as the login may look",
    type: "boolean",
    source: "exit status of `httpd -t`",
    example: true,
  },
  "apache.config_error": {
    label: "Config error",
    description: 'What httpd complains of, "" if nothing',
    type: "string",
    source: "standard error of `httpd -t`",
    example:
      "apache2: Syntax error on line 80 of /etc/apache2/apache2.conf: DefaultRuntimeDir must be a valid directory, absolute or relative to ServerRoot",
  },
  "apache.config_source": {
    label: "Config read",
    description:
      "evaluated: as httpd itself reads it; files: line by line, without macros and secret variables",
    type: "string",
    source: "whether `httpd -t -D DUMP_CONFIG` answered",
    example: "evaluated",
  },
  "apache.defines": {
    label: "Defines",
    description: "Parameters defined with -D and Define; values only if paths",
    type: "list",
    source: "`httpd -t -D DUMP_RUN_CFG`",
    example: ["FOREGROUND", "MOD_WSGI_KEEP_ALIVE"],
  },
  "apache.listen": {
    label: "Listen",
    description: "Addresses and ports that the configuration listens on",
    type: "list",
    source: "`Listen` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: ["80"],
  },
  "apache.user": {
    label: "User",
    description: "User that serves requests",
    type: "string",
    source: "`httpd -t -D DUMP_RUN_CFG`, else `User` in the files",
    example: "www-data",
  },
  "apache.group": {
    label: "Group",
    description: 'Group that serves requests, "" for the user\'s own',
    type: "string",
    source: "`Group` of `httpd -t -D DUMP_RUN_CFG`, else in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "www-data",
  },
  "apache.proxied": {
    label: "Proxied",
    description:
      "What mod_proxy hands on: from which URL, to whom (! for nobody), and which Python server of the host listens there, if that was seen. Of targets only scheme, host, port and socket are told",
    type: records<ProxiedPlace>(),
    compared: false,
    source:
      "`ProxyPass`, `RewriteRule`, `BalancerMember` and handlers in `httpd -t -D DUMP_CONFIG`, else in the files; host.python_servers",
    example: [
      {
        vhost: "www.example.org (*:443)",
        url: "/api",
        target: "http://127.0.0.1:8000",
        balancer: null,
        server: "gunicorn",
        python: "/usr/bin/python3.11",
        conditional: false,
        directive: "ProxyPass",
        declared_at: "/etc/apache2/sites-enabled/shop.conf:12",
      },
    ],
  },
  "wsgi.restrict_embedded": {
    label: "RestrictEmbedded",
    description: "WSGIRestrictEmbedded is On: no application may run in Apache's own processes",
    type: "boolean",
    source: "`WSGIRestrictEmbedded` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: false,
  },
  "wsgi.lazy_initialization": {
    label: "LazyInitialization",
    description:
      "Python is started in the processes that need it (On), not in the master as root before they fork",
    type: "boolean",
    source: "`WSGILazyInitialization` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: true,
  },
  "wsgi.socket_prefix": {
    label: "SocketPrefix",
    description: 'WSGISocketPrefix, "" for the built-in one',
    type: "string",
    source: "`WSGISocketPrefix` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "/var/run/wsgi",
  },
  "wsgi.setenv": {
    label: "SetEnv",
    description:
      "SetEnv and PassEnv of what only the environment of a process decides: PYTHONPATH, PYTHONHOME, LD_LIBRARY_PATH",
    type: "list",
    source: "`SetEnv` and `PassEnv` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: ["SetEnv PYTHONPATH (/etc/apache2/sites-enabled/shop.conf:7)"],
  },
  "wsgi.python_path": {
    label: "PythonPath",
    description: 'WSGIPythonPath, which embedded mode puts on sys.path, "" if none is configured',
    type: "string",
    source: "`WSGIPythonPath` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "/srv/app:/srv/lib",
  },
  "wsgi.daemons": {
    label: "Daemons",
    description: "Daemon process groups (WSGIDaemonProcess)",
    type: records<DaemonGroup>(),
    ignores: ["declared_at"],
    source: "`WSGIDaemonProcess` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: [
      {
        name: "truth",
        processes: 1,
        processes_set: false,
        threads: 3,
        user: null,
        group: null,
        supplementary_groups: null,
        umask: null,
        chroot: null,
        python_home: "/srv/venv",
        python_path: null,
        home: null,
        display_name: "%{GROUP}",
        request_timeout: 60,
        queue_timeout: null,
        declared_at: "/etc/apache2/sites-enabled/truth.conf:4",
      },
    ],
  },
  "python.home": {
    label: "Python home",
    description:
      'WSGIPythonHome, else the python-home that all daemon groups share; "" if none is configured',
    type: "string",
    source: "`WSGIPythonHome` and `WSGIDaemonProcess` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "/srv/venv",
  },
} as const;
