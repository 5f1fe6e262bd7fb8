import type { Decision } from "../../apache-config/applications.js";
import { records } from "../check.js";

/** A record of the fact `app.decided_at`. */
export type { Decision };

import { distributionFacts } from "./distributions.js";
import { extensions } from "./extension-facts.js";
import { importFacts } from "./import-facts.js";
import { observed } from "./observed-facts.js";

export const facts = {
  "app.kind": {
    label: "Kind",
    description:
      "What makes it a WSGI application: script-alias, script-alias-match, handler, handler-script or import-script",
    type: "string",
    source: "`WSGIScriptAlias` and its kin in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "script-alias",
  },
  "app.vhost": {
    label: "Virtual host",
    description: 'ServerName and addresses of the virtual host, "" for the main server',
    type: "string",
    source: "`VirtualHost` and `ServerName` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "truth.test (*:80)",
  },
  "app.mount": {
    label: "Mount",
    description: 'URL path, or the regular expression of a Match; "" for a script that no URL names',
    type: "string",
    source: "`WSGIScriptAlias` and its kin in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "/daemon",
  },
  "app.script": {
    label: "Script",
    description: "File of the WSGI script, or a pattern of files",
    type: "string",
    source: "`WSGIScriptAlias` and its kin in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "/srv/wsgi/truth.wsgi",
  },
  "app.script_file": {
    label: "Script file",
    description:
      "The script with its links resolved, as far as the login may see; none where the URL decides",
    type: "string",
    source: "`WSGIScriptAlias` and its kin in `httpd -t -D DUMP_CONFIG`, else in the files; `readlink -f`",
    example: "/srv/wsgi/truth.wsgi",
  },
  "app.mode": {
    label: "Mode",
    description: "embedded: in Apache's own processes; daemon: in processes of a daemon group",
    type: "string",
    source: "`WSGIProcessGroup` and its kin in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "daemon",
  },
  "app.process_group": {
    label: "Process group",
    description: 'Daemon process group that serves it, "" for embedded mode',
    type: "string",
    source: "`WSGIProcessGroup` and its kin in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "truth",
  },
  "app.application_group": {
    label: "Application group",
    description:
      'Sub-interpreter for a request whose Host header has no port, "" for the main interpreter of the process; a port but 80 and 443 is part of its name, as live servers answer, though the documentation leaves that out',
    type: "string",
    source: "`WSGIApplicationGroup` and its kin in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "truth.test|/embedded",
  },
  "app.application_group_variants": {
    label: "Interpreters",
    description:
      "Sub-interpreters by the ports that its server listens on; with UseCanonicalName Off a Host header may name any other port besides",
    type: "list",
    source: "`WSGIApplicationGroup`, `Listen` and their kin in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: ["truth.test|/embedded", "truth.test:8080|/embedded"],
  },
  "app.multithread": {
    label: "Multithread",
    description: "wsgi.multithread: several requests may run at a time in one process",
    type: "boolean",
    source:
      "`WSGIDaemonProcess` in `httpd -t -D DUMP_CONFIG`, else in the files; embedded, the MPM of `httpd -V`",
    example: true,
  },
  "app.multiprocess": {
    label: "Multiprocess",
    description: "wsgi.multiprocess: other processes may serve the same application",
    type: "boolean",
    source:
      "`WSGIDaemonProcess` in `httpd -t -D DUMP_CONFIG`, else in the files; embedded, the MPM of `httpd -V`",
    example: false,
  },
  "app.processes": {
    label: "Processes",
    description: "Processes of the daemon group; in embedded mode the most that Apache may have",
    type: "number",
    source:
      "`WSGIDaemonProcess` or the MPM's `MaxRequestWorkers` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: 2,
  },
  "app.threads": {
    label: "Threads",
    description: "Threads of each process that serve requests",
    type: "number",
    source:
      "`WSGIDaemonProcess` or the MPM's `ThreadsPerChild` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: 15,
  },
  "app.user": {
    label: "User",
    description: "User that the application runs as",
    type: "string",
    source: "user= of `WSGIDaemonProcess`, else `User` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "www-data",
  },
  "app.python_home": {
    label: "Python home",
    description: 'python-home of the daemon group, else WSGIPythonHome; "" if none is configured',
    type: "string",
    source: "`WSGIDaemonProcess` and `WSGIPythonHome` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "/srv/venv",
  },
  "app.script_problem": {
    label: "Script problem",
    description:
      'Why Apache or the process cannot read the script, by its mode and those of the directories above; "" if nothing',
    type: "string",
    source: "`ls -ldn` of the script and the directories above, `id` of the users",
    example: "www-data may not read /srv/wsgi/truth.wsgi (-rw------- 0:0)",
  },
  "app.packages": {
    label: "Packages",
    description:
      "Packages on its path that are known for trouble below mod_wsgi: C extensions that sub-interpreters break, and logins by the Authorization header",
    type: "list",
    source:
      "directories that `pyvenv.cfg`, the library and the configuration name, looked into for known names such as `numpy`",
    example: ["numpy"],
  },
  ...extensions,
  "app.search_path": {
    label: "Search path",
    description:
      "Directories that its imports are looked for in, in their order, with what python-path=, home= and .pth files add; what code adds is not among them",
    type: "list",
    source:
      "`pyvenv.cfg`, the library and the configuration name them; lines of `*.pth` that are paths, which are read and never run",
    example: [
      "/usr/lib/python311.zip",
      "/usr/lib/python3.11",
      "/usr/lib/python3.11/lib-dynload",
      "/srv/venv/lib/python3.11/site-packages",
    ],
  },
  ...distributionFacts,
  ...importFacts,
  "app.access": {
    label: "Access",
    description:
      "Whom httpd lets in: granted to all, denied to all, or conditional (a login, an address or another Require)",
    type: "string",
    source: "`Require`, `Allow` and `Deny` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "granted",
  },
  "app.pass_authorization": {
    label: "PassAuthorization",
    description: "The application gets the Authorization header",
    type: "boolean",
    source: "`WSGIPassAuthorization` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: false,
  },
  "app.named_by_client": {
    label: "Interpreter by",
    description:
      'What of a request names the sub-interpreter: host, port (of its Host header) or variable; "" if nothing',
    type: "string",
    source:
      "`WSGIApplicationGroup`, `ServerAlias` and their kin in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "host",
  },
  "app.reachable": {
    label: "Reachable",
    description:
      "Nothing in the configuration keeps requests to its mount from it; app.differs_below tells of parts",
    type: "boolean",
    source:
      "`WSGIProcessGroup`, `WSGIRestrictEmbedded`, `Redirect`, `ProxyPass`, `RewriteRule` and their kin in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: true,
  },
  "app.problem": {
    label: "Problem",
    description: 'Why requests fail or go elsewhere, "" if nothing is known',
    type: "string",
    source:
      "`WSGIProcessGroup`, `WSGIRestrictEmbedded`, `Redirect`, `ProxyPass`, `RewriteRule` and their kin in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: 'no WSGIDaemonProcess is called "green"',
  },
  "app.differs_below": {
    label: "Differs below",
    description:
      "Where a Location, Redirect, ProxyPass or RewriteRule decides otherwise for a part of the URLs at its mount and below, as FILE:LINE DIRECTIVE",
    type: "list",
    compared: false, // line numbers
    source:
      "`Location`, `Redirect`, `ProxyPass`, `RewriteRule` and their kin in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: ["/etc/apache2/sites-enabled/truth.conf:12 WSGIProcessGroup"],
  },
  "app.declared_at": {
    label: "Declared at",
    description: "File and line of the directive",
    type: "string",
    compared: false,
    source: "`WSGIScriptAlias` and its kin in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "/etc/apache2/sites-enabled/truth.conf:6",
  },
  "app.decided_at": {
    label: "Decided at",
    description: "Which directive decided the groups, with its file and line",
    type: records<Decision>(),
    compared: false,
    source:
      "`WSGIProcessGroup`, `WSGIApplicationGroup` and their kin in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: [
      {
        fact: "app.process_group",
        directive: "WSGIScriptAlias process-group=",
        at: "/etc/apache2/sites-enabled/truth.conf:6",
      },
      {
        fact: "app.application_group",
        directive: "WSGIScriptAlias application-group=",
        at: "/etc/apache2/sites-enabled/truth.conf:6",
      },
    ],
  },
  "app.evidence": {
    label: "Evidence",
    description:
      "evaluated: from the configuration as httpd reads it; approximate: from its files; observed: the live server said the same; contradicted: it said otherwise",
    type: "string",
    source: "whether `httpd -t -D DUMP_CONFIG` answered, and whether the test script did",
    example: "evaluated",
  },
  ...observed,
} as const;
