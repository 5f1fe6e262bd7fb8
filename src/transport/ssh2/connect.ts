import dns from "node:dns";
import { createConnection, isIP, type Socket } from "node:net";
import { TransportError } from "../../base/errors.js";
import type { Limit } from "../limit.js";
import type { Target } from "../session.js";
import { dialError } from "./dial-errors.js";

/** After that time the next address is dialled as well; the ones before it are not given up. */
const NEXT_AFTER_MS = 250;

interface Tried {
  address: string;
  /** Undefined for one that has not answered yet. */
  error?: NodeJS.ErrnoException;
}

/** A connection to the first of a host's addresses that takes one. Rejects with a TransportError that names all that were tried. */
export async function connect(target: Target, limit: Limit): Promise<Socket> {
  const from = target.bindAddress;
  const [addresses, [own]] = await Promise.all([
    addressesOf(target.address, target, limit),
    from === undefined ? [] : addressesOf(from, target, limit),
  ]);
  const tried: Tried[] = [];
  const sockets: Socket[] = [];
  const begin = (address: string) => {
    const { port } = target;
    const socket = createConnection({
      host: address,
      port,
      noDelay: true,
      ...(own && { localAddress: own }),
    });
    sockets.push(socket);
    return socket;
  };
  try {
    const socket = await limit.within<Socket>(
      () => "dial",
      (resolve, reject) =>
        race(addresses, { begin, tried, over: limit.signal }, resolve, () =>
          reject(dialError(tried, target)),
        ),
    );
    sockets.splice(sockets.indexOf(socket), 1);
    return socket;
  } catch (error) {
    throw error instanceof TransportError && error.code === "timeout" ? withAddresses(error, tried) : error;
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

interface Race {
  begin(address: string): Socket;
  tried: Tried[];
  over: AbortSignal;
}

function race(
  addresses: readonly string[],
  { begin, tried, over }: Race,
  won: (socket: Socket) => void,
  lost: () => void,
): void {
  let decided = false;
  const dialNext = () => {
    const address = addresses[tried.length];
    if (decided || over.aborted || address === undefined) return;
    const attempt: Tried = { address };
    tried.push(attempt);
    const socket = begin(address);
    const timer = setTimeout(dialNext, NEXT_AFTER_MS);
    // This listener stays: a socket may report a reset after everyone has lost interest in it.
    socket.on("error", (error) => {
      attempt.error ??= error;
      clearTimeout(timer);
      if (decided) return;
      dialNext();
      if (tried.length < addresses.length || tried.some((each) => !each.error)) return;
      decided = true;
      lost();
    });
    socket.once("connect", () => {
      clearTimeout(timer);
      if (decided) return;
      decided = true;
      won(socket);
    });
    socket.once("close", () => clearTimeout(timer));
  };
  dialNext();
}

/** The numeric addresses of a name, of the family that is wanted, in the order in which the system wants them tried. */
async function addressesOf(name: string, target: Target, limit: Limit): Promise<string[]> {
  const family = target.addressFamily ?? 0;
  const numeric = isIP(name);
  if (numeric !== 0 && (family === 0 || family === numeric)) return [name];
  return limit.within<string[]>(
    () => "resolve",
    (resolve, reject) =>
      numeric !== 0
        ? reject(noAddress(name, family))
        : dns.lookup(name, { all: true, family, verbatim: true }, (error, found) => {
            if (error)
              return reject(family ? noAddress(name, family) : dialError([{ address: name, error }], target));
            resolve([...new Set(found.map(({ address }) => address))]);
          }),
  );
}

const noAddress = (name: string, family: number) =>
  new TransportError(
    "resolve",
    "dns",
    `no IPv${family || "4 or IPv6"} address for ${name}`,
    "AddressFamily of ssh_config leaves only these: `AddressFamily any` leaves both",
  );

function withAddresses(error: TransportError, tried: readonly Tried[]): TransportError {
  if (tried.length < 2) return error;
  const each = tried.map(({ address, error: own }) => `${address}: ${own?.code ?? "no answer"}`);
  return new TransportError(error.stage, error.code, `${error.message} (${each.join(", ")})`, error.hint);
}
