import type { Upstream } from "../../apache-config/upstream.js";
import type { PythonServer } from "./index.js";

/** The Python server of this host that listens where requests are handed on to; undefined where none was seen. */
export type Listening = (to: Upstream) => PythonServer | undefined;

const LOOPBACK_4 = /^127(\.\d{1,3}){3}$/;

/** Where a connection to a host of that name arrives on this host: all of the first that anybody listens at. */
function arrivingAt(host: string, port: number): readonly (readonly string[])[] {
  const at = (...hosts: readonly string[]) => hosts.map((each) => `${each}:${port}`);
  // A socket of all addresses of IPv6 takes those of IPv4 as well, if nobody else has them.
  if (host === "localhost") return [at("127.0.0.1", "[::1]"), at("0.0.0.0"), at("[::]")];
  if (LOOPBACK_4.test(host)) return [at(host), at("0.0.0.0"), at("[::]")];
  if (host === "[::1]") return [at(host), at("[::]")];
  // Of another address only a socket that bears it says that it is one of this host.
  return [at(host)];
}

/** Written in one way: `[0:0:0:0:0:0:0:1]` is `[::1]`. */
function hostOf(text: string): string {
  return text.startsWith("[") && URL.canParse(`http://${text}/`) ? new URL(`http://${text}/`).hostname : text;
}

/** Finds the Python servers of a host by where they listen. Several on one address leave open which of them is meant. */
export function listeningAt(servers: readonly PythonServer[]): Listening {
  const byPlace = new Map<string, Set<PythonServer>>();
  // A path of a container is another one on the host.
  for (const server of servers)
    for (const place of server.listening?.split(", ") ?? [])
      if (!server.container || !place.startsWith("unix:"))
        byPlace.set(place, (byPlace.get(place) ?? new Set()).add(server));
  return ({ socket, host, port }) => {
    const places =
      socket !== undefined ? [[`unix:${socket}`]] : port === undefined ? [] : arrivingAt(hostOf(host), port);
    for (const each of places) {
      const found = new Set(each.flatMap((place) => [...(byPlace.get(place) ?? [])]));
      if (found.size > 0) return found.size === 1 ? [...found][0] : undefined;
    }
    return undefined;
  };
}
