import type { Client } from "ssh2";

/** Bytes of banners, and key exchanges, that a decent server stays far below. */
const BANNER_LIMIT = 64 * 1024;
const HANDSHAKE_LIMIT = 8;

type Handler = (...words: never[]) => unknown;

interface Inside {
  _protocol?: { _handlers?: Record<string, Handler> };
  _chanMgr?: { get(id: number): { incoming?: { window: number } } | undefined };
}

/**
 * Guards a client of ssh2 1.17.0 against a hostile server. To be called right after `connect`.
 *
 * ssh2 does not enforce its receive window, takes banners and rekeys without end, and asks for proof of all host
 * keys, which costs the audited host signatures. It offers no option for any of these, so its handlers are wrapped;
 * another inside than expected is an error, not a silent loss of the guards.
 */
export function harden(client: Client, abuse: (message: string) => void): void {
  const inside = client as unknown as Inside;
  const handlers = inside._protocol?._handlers;
  const channels = inside._chanMgr;
  if (!handlers || !channels) throw new Error("ssh2 is not the version that this program guards");
  const wrap = (name: string, guard: (...words: never[]) => boolean) => {
    const original = handlers[name];
    if (!original) throw new Error(`ssh2 has no handler ${name}`);
    handlers[name] = (...words: never[]) => (guard(...words) ? original(...words) : undefined);
  };
  const withinWindow = (_: unknown, id: number, data: Buffer) => {
    if (data.length <= (channels.get(id)?.incoming?.window ?? Number.POSITIVE_INFINITY)) return true;
    abuse("the server sent more than the channel's window allows");
    return false;
  };
  wrap("CHANNEL_DATA", withinWindow as never);
  wrap("CHANNEL_EXTENDED_DATA", withinWindow as never);
  wrap("GLOBAL_REQUEST", ((_: unknown, name: string) => name !== "hostkeys-00@openssh.com") as never);
  let banners = 0;
  wrap("USERAUTH_BANNER", ((_: unknown, message: string) => {
    banners += message.length;
    if (banners > BANNER_LIMIT) abuse("the server sends banners without end");
    return banners <= BANNER_LIMIT;
  }) as never);
  let handshakes = 0;
  client.on("handshake", () => {
    handshakes += 1;
    if (handshakes > HANDSHAKE_LIMIT) abuse("the server exchanges keys without end");
  });
}
