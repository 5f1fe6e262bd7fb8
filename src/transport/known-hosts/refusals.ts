import { TransportError } from "../../base/errors.js";
import { inQuotes, loginCommand, shellWord } from "../login-command.js";
import type { Target } from "../session.js";
import type { KnownHostsEntry } from "./entry.js";
import {
  fingerprint,
  type HostKeyVerdict,
  type KnownKeys,
  knownName,
  knownTypes,
  typeOfKey,
} from "./host-key.js";

type Refused = Exclude<HostKeyVerdict, "known">;

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
  const own = verdict !== "revoked" || known.entries.some((entry) => isRevocation(entry, key));
  const what = own ? text : `has a key that ${target.revokedHostKeys} revokes`;
  const message = `${name} ${what}${types}: it shows ${typeOfKey(key)} ${fingerprint(key)}`;
  if (known.authorityOnly && verdict !== "revoked") {
    return new TransportError(
      "hostkey",
      "hostkey-unknown",
      `${message}; only @cert-authority lines name it, and host certificates are served by transport: openssh only`,
      `when the fingerprint is verified, add the plain key: ${storing(target)}`,
    );
  }
  const files = known.entries.flatMap(({ file, marker }) => (marker ? [] : (file ?? [])));
  return new TransportError("hostkey", code, message, remedy(verdict, target, [...new Set(files)]));
}

const isRevocation = ({ marker, key }: KnownHostsEntry, shown: Buffer) =>
  marker === "revoked" && key === shown.toString("base64");

/** The command that stores the key that a host shows, under the name by which it is looked up. */
function storing({ address, port, hostKeyAlias, knownHosts, via }: Target): string {
  const scan = `ssh-keyscan -p ${port} ${address}`;
  const named = hostKeyAlias === undefined ? scan : `${scan} | sed 's/^[^ ]*/${hostKeyAlias}/'`;
  // From here the host cannot be seen.
  const seen = via ? `${loginCommand(via)} ${hostKeyAlias === undefined ? scan : inQuotes(named)}` : named;
  return `${seen} >> ${shellWord(knownHosts[0] ?? "~/.ssh/known_hosts")}`;
}

/**
 * What to do, once the key has been verified. `files`: those that know another key of the host. A key that was revoked or
 * has changed is never advised to be stored.
 */
export function remedy(verdict: Refused, target: Target, files: readonly string[]): string {
  if (verdict === "revoked") return "do not connect; ask who revoked it";
  if (verdict === "unknown") {
    const accept = target.storesKeys === false ? "" : ", or run with --accept-new";
    return `when the fingerprint is verified: ${storing(target)}${accept}`;
  }
  if (verdict === "other-type") return `when the fingerprint is verified: ${storing(target)}`;
  const forget = files.map((file) => `ssh-keygen -R '${knownName(target)}' -f ${shellWord(file)}`).join("; ");
  return [
    "ask whoever runs the host whether its key was replaced, and for the new fingerprint",
    ...(forget ? [`only then forget the old one: ${forget}`] : []),
  ].join("; ");
}

/** A key exchange after the first one brought another key. */
export const changedWithin = (target: Target) =>
  new TransportError(
    "hostkey",
    "hostkey-changed",
    `${knownName(target)} shows another key in the middle of the connection`,
    "no server does that: see who is in between",
  );

/** As to ssh, such a key proves nothing. */
export const weakKey = (target: Target, what: string) =>
  new TransportError(
    "hostkey",
    "no-common-algorithm",
    `${knownName(target)} shows ${what}`,
    "the host needs another key: ssh-keygen -A, and a HostKey line in its sshd_config",
  );

export const unwritable = (file: string, { code }: NodeJS.ErrnoException) =>
  new TransportError(
    "hostkey",
    "internal",
    `cannot store the host key in ${file}: ${code}`,
    `ls -ld ${file}; --accept-new has to write there`,
  );
