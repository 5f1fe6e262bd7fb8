/** Of whom requests are handed on to, as the host tells it: scheme, host and port, or the socket before them. */
const UPSTREAM =
  /^(unix:[^|\s]+\|)?([a-z][a-z0-9+.-]*):\/\/([a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])\.?(?::(\d{1,5}))?(\$\d)?(?:\.\.\.|[/?#]\S*)?$/i;

/** What httpd takes where none is written. */
const PORTS: Readonly<Record<string, number>> = {
  ajp: 8009,
  fcgi: 8000,
  ftp: 21,
  h2: 443,
  h2c: 80,
  http: 80,
  https: 443,
  scgi: 4000,
  uwsgi: 3031,
  ws: 80,
  wss: 443,
};

/** Whom requests are handed on to. */
export interface Upstream {
  /** Such as `http`; `balancer` for the name of several. Lower case. */
  scheme: string;
  /** Name or address, lower case; of IPv6 in its brackets. */
  host: string;
  /** Undefined where none is written and the scheme has none. */
  port: number | undefined;
  /** Path of the socket that is asked in place of host and port. */
  socket: string | undefined;
}

/** Whether what an expression finds first begins with a slash, as every URL does. */
const beginsWithSlash = (expression: string) => /^\^?\((\/|\.\*\)|\.\+\))/.test(expression);

/**
 * Reads the URL of a ProxyPass and its kin; undefined where the host kept it to itself, a variable is not known, or each
 * request decides. `expression` is that of which the URL uses what it found.
 */
export function upstreamOf(word: string, expression?: string): Upstream | undefined {
  const [, socket, scheme = "", host = "", port, found] = UPSTREAM.exec(word) ?? [];
  if (host === "") return undefined;
  // A group without a slash at its beginning would go on with the port, or the name.
  if (found !== undefined && !(found === "$1" && beginsWithSlash(expression ?? ""))) return undefined;
  const name = scheme.toLowerCase();
  return {
    scheme: name,
    host: host.toLowerCase(),
    port: port === undefined ? PORTS[name] : Number(port),
    socket: socket?.slice("unix:".length, -1),
  };
}

/** As httpd writes it, with its port, and of a path nothing. */
export function shownUpstream({ scheme, host, port, socket }: Upstream): string {
  if (socket !== undefined) return `unix:${socket}|${scheme}://${host}`;
  return port === undefined ? `${scheme}://${host}` : `${scheme}://${host}:${port}`;
}
