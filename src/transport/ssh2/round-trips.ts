import type { Client, ParsedKey } from "ssh2";
import { handlerOf, insideOf, type Protocol } from "./internals.js";

/** What we call ourselves to servers; RFC 4253 allows no minus sign and no blank in it. */
const SOFTWARE = "wsgi_audit";

/** For ssh2, which puts `SSH-2.0-` in front. */
export const IDENT = SOFTWARE;

/** The line that a client says first. */
export const IDENTIFICATION = `SSH-2.0-${SOFTWARE}\r\n`;

/**
 * Takes three round trips out of a login with ssh2 1.17.0. To be called right after `connect` with `IDENT`, on a
 * socket to which `IDENTIFICATION` has been written.
 *
 * `begins`: whether the first thing offered is sure not to depend on what the server accepts. The login then goes
 * out with the request for the service; RFC 4253, section 10, has a client wait only after a key exchange in which
 * the server has not proved its key, and there is none of those here.
 */
export function shorten(client: Client, begins: boolean): void {
  const { protocol } = insideOf(client);
  if (!protocol.start) throw new Error("ssh2 has identified itself already");
  protocol.start = () => {};
  offerSigned(protocol);
  if (begins) askAtOnce(protocol);
}

/** Offering a key of ours costs a signature. Asking first whether it would do costs a round trip. */
function offerSigned(protocol: Protocol): void {
  const ask = protocol.authPK.bind(protocol);
  const sign = handlerOf(protocol, "USERAUTH_PK_OK");
  protocol.authPK = (user, key, algorithm, signer) =>
    signer || !isPrivate(key) ? ask(user, key, algorithm, signer) : sign(protocol);
}

/** An agent may ask its user to touch or confirm each signature, so the server is asked first. */
const isPrivate = (key: unknown) => (key as Partial<ParsedKey>).isPrivateKey?.() === true;

function askAtOnce(protocol: Protocol): void {
  const request = protocol.service.bind(protocol);
  const accepted = handlerOf(protocol, "SERVICE_ACCEPT");
  protocol._handlers.SERVICE_ACCEPT = () => {};
  protocol.service = (name) => {
    request(name);
    accepted(protocol, name);
  };
}
