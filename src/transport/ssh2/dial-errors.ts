import { TransportError } from "../../base/errors.js";
import { throttled } from "../failures.js";
import type { Target } from "../session.js";

export interface Refused {
  /** The address, or the name that has none. */
  address: string;
  error?: NodeJS.ErrnoException;
}

/** The more a host has said, the more it tells. */
const TELLING = ["EMFILE", "ECONNRESET", "ECONNREFUSED", "ETIMEDOUT"];

const rankOf = ({ error }: Refused) => {
  const rank = TELLING.indexOf(error?.code ?? "");
  return rank < 0 ? TELLING.length : rank;
};

/** Why a host could not be dialled, with every address that was tried and what each said. */
export function dialError(tried: readonly Refused[], target: Target): TransportError {
  const [first] = tried.toSorted((a, b) => rankOf(a) - rankOf(b));
  const failure = explain(first?.error?.code, target);
  if (tried.length < 2) return failure;
  const each = tried.map(({ address, error }) => `${address}: ${WORDS[error?.code ?? ""] ?? error?.code}`);
  const { stage, code, message, hint, retryable } = failure;
  return new TransportError(stage, code, `${message} (${each.join(", ")})`, hint, retryable);
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "no route",
  ENETUNREACH: "no route",
  EADDRNOTAVAIL: "no such address here",
  ETIMEDOUT: "no answer",
  ECONNRESET: "closed at once",
};

function explain(code: string | undefined, { address, port }: Target): TransportError {
  const where = `${address} port ${port}`;
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_NODATA":
      return new TransportError(
        "resolve",
        "dns",
        `no address for ${address}`,
        `getent hosts ${address}; set \`address:\` in the inventory where the name does not resolve`,
      );
    case "ECONNREFUSED":
      return new TransportError(
        "dial",
        "refused",
        `${where} refuses connections`,
        `is sshd running, and on that port? try: ssh -p ${port} ${address}`,
      );
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EADDRNOTAVAIL":
      return new TransportError("dial", "unroutable", `no route to ${where}`, `ip route get ${address}`);
    case "ETIMEDOUT":
      return new TransportError("dial", "timeout", `no answer from ${where}`, "is a firewall in between?");
    case "ECONNRESET":
      // The connection had been accepted: this means the same as a close a moment later.
      return throttled("ident");
    case "EMFILE":
      return new TransportError(
        "dial",
        "internal",
        "too many open files here",
        "ulimit -n, or lower `limits.running`",
        true,
      );
    default:
      return new TransportError("dial", "internal", `${where}: ${code ?? "could not connect"}`);
  }
}
