import type { Server } from "./servers.js";
import type { Settings } from "./settings.js";
import { type Decided, isUndecided, type Undecided, undecided } from "./undecided.js";

/** What the names of groups are built from. */
export interface NameSource {
  server: Server;
  settings: Settings;
  /** SCRIPT_NAME in lower case, "" for the root; open where one entry point has several. */
  scriptName: Decided<string>;
}

/** Ports that need not be said. */
const WEB_PORTS = [80, 443];

/** The port of a request: what its Host header says, and the one that the connection came in at. */
interface RequestPorts {
  host: number | undefined;
  connection: number;
}

/** Whether names and ports are the server's own. */
interface Canonical {
  name: boolean;
  port: boolean;
}

/** What decides about ports; open where a section that may hold does. */
const openIn = ({ settings }: NameSource, key: string): Undecided | undefined => {
  const last = settings.last(key);
  return isUndecided(last) ? last : undefined;
};

/** UseCanonicalName and UseCanonicalPhysicalPort, in all combinations that a request may meet. */
function canonicals(source: NameSource): Canonical[] {
  const statesOf = (key: string) => (openIn(source, key) ? [true, false] : [source.settings.isOn(key)]);
  const ports = statesOf("usecanonicalphysicalport");
  return statesOf("usecanonicalname").flatMap((name) => ports.map((port) => ({ name, port })));
}

/** The port as httpd sees it. */
function portOf({ server }: NameSource, { host, connection }: RequestPorts, canonical: Canonical): number {
  const physical = canonical.port ? connection : 0;
  return canonical.name ? server.port || physical || 80 : host || physical || server.port || 80;
}

const withPort = (name: string, port: number) => (WEB_PORTS.includes(port) ? name : `${name}:${port}`);

/** `%{…}` of a group's name for a request with those ports. */
function substitute(
  value: string,
  source: NameSource,
  ports: RequestPorts,
  canonical: Canonical,
): Decided<string> {
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
  const server = withPort(name, portOf(source, ports, canonical));
  if (value === "%{SERVER}") return server;
  const { scriptName } = source;
  return typeof scriptName === "string" ? `${server}|${scriptName}` : scriptName;
}

const named = (
  value: string,
  source: NameSource,
  hosts: readonly (number | undefined)[],
): Decided<string>[] =>
  (source.server.ports.length > 0 ? source.server.ports : [0]).flatMap((connection) =>
    hosts.flatMap((host) =>
      canonicals(source).map((canonical) => substitute(value, source, { host, connection }, canonical)),
    ),
  );

const distinct = (names: readonly Decided<string>[]): string[] => [
  ...new Set(names.filter((name) => typeof name === "string")),
];

/** The group of a request that names no port; open where the port that it came in at decides, or a section that may hold. */
export function expand(value: string, source: NameSource): Decided<string> {
  const names = named(value, source, [undefined]);
  const different = distinct(names);
  const open = openIn(source, "usecanonicalname") ?? openIn(source, "usecanonicalphysicalport");
  if (different.length > 1 && open) return open;
  if (different.length > 1)
    return undecided(`the port that a request comes in at decides: ${different.join(" or ")}`);
  return names[0] ?? undecided("the server listens nowhere");
}

/**
 * The names by the ports that the server listens on, the usual one first. With UseCanonicalName Off a client's Host
 * header may name any other port besides.
 */
export const variants = (value: string, source: NameSource): string[] =>
  distinct(named(value, source, [undefined, ...WEB_PORTS.slice(0, 1), ...source.server.ports]));

/** The same for a daemon group, of which another name is another group: open where ordinary requests differ in it. */
export function expandGroup(value: string, source: NameSource): Decided<string> {
  const name = expand(value, source);
  const others = value === "%{SERVER}" && typeof name === "string" ? variants(value, source) : [];
  return others.length > 1
    ? undecided(`%{SERVER}: the port in the Host header decides: ${others.slice(0, 3).join(" or ")}`)
    : name;
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
