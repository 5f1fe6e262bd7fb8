/** A URL at which the test script is installed, and where the host listens for it. */
export interface ObserveTarget {
  url: string;
  /** As the host itself would dial it: by default its loopback, with the port of the URL. */
  connect: { host: string; port: number };
}

const LOOPBACK = "127.0.0.1";

const portOf = ({ port, protocol }: URL) => (port ? Number(port) : protocol === "https:" ? 443 : 80);

/** Reads `HOST:PORT`, `[V6]:PORT` or either without its port. */
function addressOf(text: string, port: number): ObserveTarget["connect"] {
  const match = /^(?:\[([^\]]+)\]|([^:]+|[^:]*(?::[^:]*){2,}))(?::(\d+))?$/.exec(text);
  return { host: match?.[1] ?? match?.[2] ?? LOOPBACK, port: match?.[3] ? Number(match[3]) : port };
}

export function observeTarget(url: string, connect?: string): ObserveTarget {
  const port = portOf(new URL(url));
  return { url, connect: connect === undefined ? { host: LOOPBACK, port } : addressOf(connect, port) };
}
