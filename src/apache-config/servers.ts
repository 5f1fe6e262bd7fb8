import type { ConfigNode } from "./tree.js";
import { placeOf } from "./tree.js";

/** The main server or a virtual host, with the names and ports that it answers to. */
export interface Server {
  /** ServerName as httpd resolved it; undefined where it is looked up in the DNS and nothing tells the answer. */
  name: string | undefined;
  /** Port of the ServerName, or of the first address of a virtual host without a name; 0 for none. */
  port: number;
  /** `*:80` and the like; empty for the main server. */
  addresses: string[];
  /** Ports that its addresses listen on. */
  ports: number[];
  /** Directives outside of sections, and the sections of its own. */
  nodes: readonly ConfigNode[];
  /** Undefined for the main server. */
  node: ConfigNode | undefined;
}

/** Names that httpd tells for virtual hosts (`FILE:LINE`), and the one that it found for itself. */
export interface ResolvedNames {
  byPlace: ReadonlyMap<string, string>;
  base: string | undefined;
}

/**
 * Reads what `-D DUMP_VHOSTS` says: `*:80  NAME (FILE:LINE)` and `port 80 namevhost NAME (FILE:LINE)`. The base
 * server's own name only stands in a complaint.
 */
export function resolvedNames(dump: string, complaints: string): ResolvedNames {
  const byPlace = new Map<string, string>();
  for (const line of dump.split("\n")) {
    const match = /^(?:\S+ +| +port \d+ namevhost )(\S+) \((.+:\d+)\)$/.exec(line);
    if (match?.[1] && match[2]) byPlace.set(match[2], match[1]);
  }
  const base =
    /Could not reliably determine the server's fully qualified domain name, using (\S+?)\. Set/.exec(
      complaints,
    );
  return { byPlace, base: base?.[1] };
}

const own = (nodes: readonly ConfigNode[], key: string) =>
  nodes.filter((node) => node.key === key && !node.children).at(-1);

/** `https://www.example.org:8443` in its parts. */
function serverName(node: ConfigNode | undefined): { name?: string; port: number } {
  const match = /^(?:[a-z]+:\/\/)?(.*?)(?::(\d{1,5}))?$/i.exec(node?.arguments[0] ?? "");
  return { ...(match?.[1] && { name: match[1] }), port: Number(match?.[2] ?? 0) };
}

const portOf = (address: string): number | undefined => {
  const port = /:(\d{1,5})$/.exec(address)?.[1];
  return port === undefined ? undefined : Number(port);
};

/** `Listen 127.0.0.1:8080 https`, `Listen 443`. */
const listenPorts = (nodes: readonly ConfigNode[]): number[] => [
  ...new Set(
    nodes
      .filter(({ key }) => key === "listen")
      .map(({ arguments: [address = ""] }) => Number(/(?<!\d)\d{1,5}$/.exec(address)?.[0] ?? 0))
      .filter((port) => port > 0),
  ),
];

function virtualHost(node: ConfigNode, base: Server, names: ResolvedNames, portBefore: number): Server {
  const nodes = node.children ?? [];
  const { name, port } = serverName(own(nodes, "servername"));
  const ports = node.arguments.map(portOf);
  const resolved = names.byPlace.get(placeOf(node));
  return {
    name: resolved ?? name ?? base.name,
    // One with a name does not take its address's port; one without either has what the main server had by then.
    port: port || (name === undefined ? (ports[0] ?? portBefore) : 0),
    addresses: node.arguments,
    ports: ports.some((each) => each === undefined) ? base.ports : ports.filter((each) => each !== undefined),
    nodes,
    node,
  };
}

/** The main server, then the virtual hosts in the order of the configuration. */
export function serversOf(tree: readonly ConfigNode[], names: ResolvedNames): [Server, ...Server[]] {
  const { name, port } = serverName(own(tree, "servername"));
  const base: Server = {
    name: name ?? names.base,
    port,
    addresses: [],
    ports: listenPorts(tree),
    nodes: tree.filter(({ key }) => key !== "virtualhost"),
    node: undefined,
  };
  let portBefore = 0;
  const hosts = tree.flatMap((node) => {
    if (node.key === "servername") portBefore = serverName(node).port;
    const isHost = node.key === "virtualhost" && node.children;
    return isHost ? [virtualHost(node, base, names, portBefore)] : [];
  });
  return [base, ...hosts];
}

/** Whether any request can reach the main server: some port is left over by the wildcard virtual hosts. */
export function mainServerServes([base, ...hosts]: readonly [Server, ...Server[]]): boolean {
  const taken = new Set(
    hosts.flatMap((host) =>
      host.addresses.some((each) => /^(\*|_default_)(:|$)/.test(each)) ? host.ports : [],
    ),
  );
  return base.ports.some((port) => !taken.has(port)) || hosts.length === 0;
}

/** `www.example.org (*:443)`; "" for the main server. */
export const labelOf = ({ name, addresses, node }: Server): string =>
  node ? `${name ?? "?"} (${addresses.join(" ")})` : "";
