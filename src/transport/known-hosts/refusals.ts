import { TransportError } from "../../base/errors.js";
import type { Target } from "../session.js";
import {
  fingerprint,
  type HostKeyVerdict,
  type KnownKeys,
  knownName,
  knownTypes,
  typeOfKey,
} from "./host-key.js";

type Refused = Exclude<HostKeyVerdict, "known">;

const scan = ({ address, port }: Target) => `ssh-keyscan -p ${port} ${address}`;

const WORDS: Readonly<
  Record<Refused, { code: "hostkey-unknown" | "hostkey-changed" | "hostkey-revoked"; text: string }>
> = {
  unknown: { code: "hostkey-unknown", text: "is not in known_hosts" },
  "other-type": { code: "hostkey-unknown", text: "is known by a key of another type only" },
  changed: {
    code: "hostkey-changed",
    text: "has another key than known_hosts says (reinstalled, or someone in between)",
  },
  revoked: { code: "hostkey-revoked", text: "has a key that known_hosts revokes" },
};

/** Why a host's key is not accepted, with the command that mends it once the fingerprint has been verified. */
export function refusal(verdict: Refused, target: Target, key: Buffer, known: KnownKeys): TransportError {
  const name = knownName(target);
  const { code, text } = WORDS[verdict];
  const types = verdict === "other-type" ? ` (${[...new Set(knownTypes(known))].join(", ")})` : "";
  const message = `${name} ${text}${types}: it shows ${typeOfKey(key)} ${fingerprint(key)}`;
  if (known.authorityOnly) {
    return new TransportError(
      "hostkey",
      "hostkey-unknown",
      `${message}; only @cert-authority lines name it, and host certificates are served by transport: openssh only`,
      `when the fingerprint is verified, add the plain key: ${scan(target)} >> ${fileOf(target)}`,
    );
  }
  return new TransportError("hostkey", code, message, remedy(verdict, target));
}

const fileOf = ({ knownHosts }: Target) => knownHosts[0] ?? "~/.ssh/known_hosts";

/** What to do, once the key has been verified. */
export function remedy(verdict: Refused, target: Target): string {
  const name = knownName(target);
  const add = `${scan(target)} >> ${fileOf(target)}`;
  if (verdict === "revoked") return "do not connect; ask who revoked it";
  if (verdict === "unknown") return `when the fingerprint is verified: ${add}, or run with --accept-new`;
  if (verdict === "other-type") return `when the fingerprint is verified: ${add}`;
  const forget = target.knownHosts.map((file) => `ssh-keygen -R '${name}' -f ${file}`).join("; ");
  return `when the new fingerprint is verified: ${forget || `ssh-keygen -R '${name}'`}; ${add}`;
}

/** A key exchange after the first one brought another key. */
export const changedWithin = (target: Target) =>
  new TransportError(
    "hostkey",
    "hostkey-changed",
    `${knownName(target)} shows another key in the middle of the connection`,
    "no server does that: see who is in between",
  );

export const unwritable = (file: string, { code }: NodeJS.ErrnoException) =>
  new TransportError(
    "hostkey",
    "internal",
    `cannot store the host key in ${file}: ${code}`,
    `ls -ld ${file}; --accept-new has to write there`,
  );
