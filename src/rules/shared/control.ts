import type { RemedyFacts } from "../rule.js";
import { familyOf } from "./systems.js";

/** A path as it may stand in a command; undefined for one that a shell would take apart: a host's own word is no command. */
export const inCommand = (path: string | undefined): string | undefined =>
  path !== undefined && /^\/[\w./:@+-]+$/.test(path) ? path : undefined;

const directoryOf = (path: string) => path.slice(0, path.lastIndexOf("/"));

/** The directory of the configuration file, where Debian keeps envvars; undefined where it is not known or no plain path. */
export function configDirectory(facts: RemedyFacts): string | undefined {
  const file = inCommand(facts["apache.config_file"]);
  return file && directoryOf(file);
}

type Action = "stop" | "start" | "configtest" | "graceful";

const SERVICES: ReadonlyMap<string, readonly string[]> = new Map([
  // Of systemd and of the init script alike.
  [
    "debian",
    ["service apache2 stop", "service apache2 start", "apache2ctl configtest && service apache2 reload"],
  ],
  ["redhat", ["systemctl stop httpd", "systemctl start httpd", "httpd -t && systemctl reload httpd"]],
  ["suse", ["systemctl stop apache2", "systemctl start apache2", "httpd -t && systemctl reload apache2"]],
  [
    "alpine",
    ["rc-service apache2 stop", "rc-service apache2 start", "httpd -t && rc-service apache2 reload"],
  ],
  [
    "freebsd",
    [
      "service apache24 stop",
      "service apache24 start",
      "service apache24 configtest && service apache24 reload",
    ],
  ],
]);

/** What controls a server that no service of the system's own is for. */
function controlOf(os: string, facts: RemedyFacts): (action: Action) => string {
  const [binary, file, root] = [
    inCommand(facts["apache.binary"]),
    inCommand(facts["apache.config_file"]),
    inCommand(facts["apache.server_root"]),
  ];
  if (familyOf(os, facts) === "debian" && file !== undefined)
    return (action) => `APACHE_CONFDIR=${directoryOf(file)} apache2ctl ${action}`;
  const prefix = binary?.endsWith("/bin/httpd") ? binary.slice(0, -"/bin/httpd".length) : undefined;
  if (prefix !== undefined && file === `${prefix}/conf/httpd.conf`)
    return (action) => `${prefix}/bin/apachectl ${action}`;
  // mod_wsgi-express writes one beside its configuration.
  if (root?.includes("/mod_wsgi-") && file === `${root}/httpd.conf`)
    return (action) => `${root}/apachectl ${action}`;
  if (binary === undefined || file === undefined) return (action) => `apachectl ${action}`;
  const words = `${binary}${root === undefined ? "" : ` -d ${root}`} -f ${file}`;
  return (action) => `${words} ${action === "configtest" ? "-t" : `-k ${action}`}`;
}

function serviceOf(os: string, facts: RemedyFacts): readonly string[] | undefined {
  const family = familyOf(os, facts);
  const directory = configDirectory(facts);
  // Another instance: the service is the first one's.
  if (family === "debian" && directory !== undefined && directory !== "/etc/apache2") return undefined;
  return family && SERVICES.get(family);
}

/** The commands that end every process of an installation and start it anew. */
export function stopAndStart(os: string, facts: RemedyFacts): string {
  const [stop] = serviceOf(os, facts) ?? [];
  if (stop !== undefined) return `${stop} && ${start(os, facts)}`;
  const control = controlOf(os, facts);
  return `${control("stop")}, then ${control("start")} once all its processes are gone`;
}

/** The command that starts an installation of which nothing runs. */
export const start = (os: string, facts: RemedyFacts): string =>
  serviceOf(os, facts)?.[1] ?? controlOf(os, facts)("start");

/** The command that tells whether an installation would start with its configuration. */
export const configtest = (os: string, facts: RemedyFacts): string =>
  serviceOf(os, facts)?.[2]?.split(" && ")[0] ?? controlOf(os, facts)("configtest");

/** The commands that have an installation read its configuration again, if it is one that it would start with. */
export function reload(os: string, facts: RemedyFacts): string {
  const [, , command] = serviceOf(os, facts) ?? [];
  if (command !== undefined) return command;
  const control = controlOf(os, facts);
  return `${control("configtest")} && ${control("graceful")}`;
}

/** For the end of a remedy whose change only processes see that are started anew. */
export const restarted = (os: string, facts: RemedyFacts): string =>
  `Then stop Apache whole and start it again: ${stopAndStart(os, facts)}. A reload keeps the old one.`;
