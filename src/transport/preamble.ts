import { TransportError } from "../base/errors.js";
import { clean, throttled } from "./failures.js";
import { hintOfWords } from "./host-words.js";
import type { Target } from "./session.js";

/** Characters of what a server says before its identification that are shown. */
const SHOWN = 120;

const quoted = (text: string) => `"${clean(text).slice(0, SHOWN)}"`;

const OTHER_PORT = "set the `port:` that sshd listens on";
/** It may be one that is busy, or a gate before it. */
const PERHAPS_OTHER_PORT = "if that is no SSH server: set the `port:` that sshd listens on";

/** What speaks there is no SSH 2. */
export function notSsh({ address, port }: Target, text: string): TransportError {
  const old = text.startsWith("SSH-1");
  return new TransportError(
    "ident",
    "not-ssh",
    `${address} port ${port} does not speak SSH${old ? " 2" : ""}: it says ${quoted(text)}`,
    old ? "SSH 1 is not served" : OTHER_PORT,
  );
}

/**
 * A connection that was closed before the server's identification. sshd says why, in plain text; older ones just close.
 * `text`: the lines that came, whatever they are.
 */
export function closedEarly(target: Target, text: string): TransportError {
  if (/^Not allowed at this time/m.test(text))
    return new TransportError(
      "ident",
      "throttled",
      "the server refuses this address for a while, after failed logins (PerSourcePenalties)",
      "wait some minutes; mend the logins that fail, or exempt this address on the server",
    );
  if (text.trim() === "" || /^Exceeded MaxStartups/m.test(text)) return throttled("ident");
  if (/^(SSH-1|HTTP\/)/.test(text)) return notSsh(target, text);
  const { address, port, user } = target;
  return new TransportError(
    "ident",
    "not-ssh",
    `${address} port ${port} closed the connection before it spoke SSH: it says ${quoted(text)}`,
    hintOfWords(text, user) ?? PERHAPS_OTHER_PORT,
  );
}

/** A server that was waited for in vain has not been silent where it said something else. */
export function withWords(failure: TransportError, { address, port }: Target, text: string): TransportError {
  if (failure.code !== "timeout" || text.trim() === "") return failure;
  const words = `${address} port ${port} says ${quoted(text)}, and nothing of SSH: ${failure.message}`;
  return new TransportError(failure.stage, "timeout", words, PERHAPS_OTHER_PORT);
}
