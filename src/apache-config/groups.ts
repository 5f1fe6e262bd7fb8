import type { Server } from "./servers.js";
import type { Settings } from "./settings.js";
import { type Decided, undecided } from "./undecided.js";

/** What the names of groups are built from. */
export interface NameSource {
  server: Server;
  settings: Settings;
  /** SCRIPT_NAME in lower case, "" for the root; open where one entry point has several. */
  scriptName: Decided<string>;
}

/** Ports that need not be said. */
const WEB_PORTS = [80, 443];

/** The port of a request as httpd sees it: what the Host header says, else by UseCanonicalName and its kin. */
function portOf({ server, settings }: NameSource, hostPort: number | undefined): number {
  const physical = settings.isOn("usecanonicalphysicalport") ? (server.ports[0] ?? 0) : 0;
  const canonical = settings.isOn("usecanonicalname");
  return canonical ? server.port || physical || 80 : hostPort || physical || server.port || 80;
}

const withPort = (name: string, port: number) => (WEB_PORTS.includes(port) ? name : `${name}:${port}`);

/** `%{…}` of a group's name for a request whose Host header names that port, or none. */
function substitute(value: string, source: NameSource, hostPort: number | undefined): Decided<string> {
  const { name } = source.server;
  switch (value) {
    case "%{GLOBAL}":
      return "";
    case "%{HOST}":
      return undecided("%{HOST}: the client decides by its Host header");
    case "%{SERVER}":
    case "%{RESOURCE}":
      break;
    default:
      if (/^%\{ENV:.+\}$/.test(value)) return undecided(`${value}: a variable of the request decides`);
      return value;
  }
  if (name === undefined)
    return undecided("the main server has no ServerName: its name is looked up in the DNS");
  const server = withPort(name, portOf(source, hostPort));
  if (value === "%{SERVER}") return server;
  const { scriptName } = source;
  return typeof scriptName === "string" ? `${server}|${scriptName}` : scriptName;
}

/** The group of a request that names no port. */
export const expand = (value: string, source: NameSource): Decided<string> =>
  substitute(value, source, undefined);

/** Every name that clients can bring about by the port in their Host header, the usual one first. */
export function variants(value: string, source: NameSource): string[] {
  const ports = [undefined, ...WEB_PORTS.slice(0, 1), ...source.server.ports];
  const names = ports.map((port) => substitute(value, source, port));
  return [...new Set(names.filter((name) => typeof name === "string"))];
}

/** What of a request decides the name: a client that varies it makes processes start interpreter after interpreter. */
export function namedByClient(
  value: string | undefined,
  { settings }: NameSource,
): "host" | "port" | "variable" | "" {
  if (value === "%{HOST}") return "host";
  if (value !== undefined && /^%\{ENV:.+\}$/.test(value)) return "variable";
  const built = value === "%{SERVER}" || value === "%{RESOURCE}";
  return built && !settings.isOn("usecanonicalname") ? "port" : "";
}
