import type { Decision } from "../../apache-config/applications.js";
import { records } from "../check.js";

/** A record of the fact `app.decided_at`. */
export type { Decision };

export const facts = {
  "app.kind": {
    label: "Kind",
    description:
      "What makes it a WSGI application: script-alias, script-alias-match, handler, handler-script or import-script",
    type: "string",
  },
  "app.vhost": {
    label: "Virtual host",
    description: 'ServerName and addresses of the virtual host, "" for the main server',
    type: "string",
  },
  "app.mount": {
    label: "Mount",
    description: 'URL path, or the regular expression of a Match; "" for a script that no URL names',
    type: "string",
  },
  "app.script": {
    label: "Script",
    description: "File of the WSGI script, or a pattern of files",
    type: "string",
  },
  "app.mode": {
    label: "Mode",
    description: "embedded: in Apache's own processes; daemon: in processes of a daemon group",
    type: "string",
  },
  "app.process_group": {
    label: "Process group",
    description: 'Daemon process group that serves it, "" for embedded mode',
    type: "string",
  },
  "app.application_group": {
    label: "Application group",
    description:
      'Sub-interpreter for a request whose Host header has no port, "" for the main interpreter of the process',
    type: "string",
  },
  "app.application_group_variants": {
    label: "Interpreters",
    description: "Every sub-interpreter that clients can bring about by the port in the Host header",
    type: "list",
  },
  "app.multithread": {
    label: "Multithread",
    description: "wsgi.multithread: several requests may run at a time in one process",
    type: "boolean",
  },
  "app.multiprocess": {
    label: "Multiprocess",
    description: "wsgi.multiprocess: other processes may serve the same application",
    type: "boolean",
  },
  "app.processes": {
    label: "Processes",
    description: "Processes of the daemon group; in embedded mode the most that Apache may have",
    type: "number",
  },
  "app.threads": {
    label: "Threads",
    description: "Threads of each process that serve requests",
    type: "number",
  },
  "app.user": { label: "User", description: "User that the application runs as", type: "string" },
  "app.python_home": {
    label: "Python home",
    description: 'python-home of the daemon group, else WSGIPythonHome; "" if none is configured',
    type: "string",
  },
  "app.script_problem": {
    label: "Script problem",
    description:
      'Why Apache or the process cannot read the script, by its mode and those of the directories above; "" if nothing',
    type: "string",
  },
  "app.packages": {
    label: "Packages",
    description:
      "Packages on its path that are known for trouble below mod_wsgi: C extensions that sub-interpreters break, and logins by the Authorization header",
    type: "list",
  },
  "app.access": {
    label: "Access",
    description:
      "Whom httpd lets in: granted to all, denied to all, or conditional (a login, an address or another Require)",
    type: "string",
  },
  "app.pass_authorization": {
    label: "PassAuthorization",
    description: "The application gets the Authorization header",
    type: "boolean",
  },
  "app.named_by_client": {
    label: "Interpreter by",
    description:
      'What of a request names the sub-interpreter: host, port (of its Host header) or variable; "" if nothing',
    type: "string",
  },
  "app.reachable": {
    label: "Reachable",
    description: "Nothing in the configuration keeps requests from it",
    type: "boolean",
  },
  "app.problem": {
    label: "Problem",
    description: 'Why requests fail or go elsewhere, "" if nothing is known',
    type: "string",
  },
  "app.declared_at": {
    label: "Declared at",
    description: "File and line of the directive",
    type: "string",
    compared: false,
  },
  "app.decided_at": {
    label: "Decided at",
    description: "Which directive decided the groups, with its file and line",
    type: records<Decision>(),
    compared: false,
  },
  "app.evidence": {
    label: "Evidence",
    description:
      "evaluated: from the configuration as httpd reads it; approximate: from its files; observed: the live server said the same; contradicted: it said otherwise",
    type: "string",
  },
  "app.observed_url": {
    label: "Observed at",
    description: "URL of the inventory's `observe:` that it answered",
    type: "string",
    compared: false,
  },
  "app.observed_process_group": {
    label: "Observed process group",
    description: 'mod_wsgi.process_group of the live answer, "" for embedded mode',
    type: "string",
  },
  "app.observed_application_group": {
    label: "Observed application group",
    description: 'mod_wsgi.application_group of the live answer, "" for the main interpreter',
    type: "string",
  },
  "app.observed_multithread": {
    label: "Observed multithread",
    description: "wsgi.multithread of the live answer",
    type: "boolean",
  },
  "app.observed_multiprocess": {
    label: "Observed multiprocess",
    description: "wsgi.multiprocess of the live answer",
    type: "boolean",
  },
  "app.observed_version": {
    label: "Observed Python",
    description: "sys.version of the live answer, X.Y.Z",
    type: "string",
  },
  "app.observed_prefix": {
    label: "Observed sys.prefix",
    description: "sys.prefix of the live answer",
    type: "string",
  },
  "app.observed_path": {
    label: "Observed sys.path",
    description: "sys.path of the live answer, after what the application put there",
    type: "list",
  },
  "app.observed_pid": {
    label: "Observed process",
    description: "Process id that answered",
    type: "number",
    compared: false,
  },
} as const;
