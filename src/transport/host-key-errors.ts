import { TransportError } from "../errors.js";
import { fingerprint, type HostKeyVerdict, typeOfKey } from "./host-key.js";
import { lookupName } from "./known-hosts.js";
import type { Target } from "./session.js";

type Refused = Exclude<HostKeyVerdict, "known">;

const scan = ({ address, port }: Target) => `ssh-keyscan -p ${port} ${address}`;

const WORDS: Readonly<
  Record<Refused, { code: "hostkey-unknown" | "hostkey-changed" | "hostkey-revoked"; text: string }>
> = {
  unknown: { code: "hostkey-unknown", text: "is not in known_hosts" },
  "other-type": { code: "hostkey-unknown", text: "is known by a key of another type only" },
  changed: {
    code: "hostkey-changed",
    text: "shows another key than known_hosts has: reinstalled, or someone in between",
  },
  revoked: { code: "hostkey-revoked", text: "shows a key that known_hosts revokes" },
};

/** Why a host's key is not accepted, with the command that mends it once the fingerprint has been verified. */
export function refusal(
  verdict: Refused,
  target: Target,
  key: Buffer,
  authorityOnly: boolean,
): TransportError {
  const name = lookupName(target.address, target.port);
  const { code, text } = WORDS[verdict];
  const message = `${name} ${text} (${typeOfKey(key)} ${fingerprint(key)})`;
  if (authorityOnly) {
    return new TransportError(
      "hostkey",
      "hostkey-unknown",
      `${message}; only @cert-authority lines name it, and host certificates are not served`,
    );
  }
  return new TransportError("hostkey", code, message, remedy(verdict, target, name));
}

function remedy(verdict: Refused, target: Target, name: string): string {
  const file = target.knownHosts[0] ?? "~/.ssh/known_hosts";
  if (verdict === "revoked") return "do not connect; ask who revoked it";
  if (verdict === "changed")
    return `when the new fingerprint is verified: ssh-keygen -R '${name}' -f ${file}`;
  return `when the fingerprint is verified: ${scan(target)} >> ${file}, or --accept-new`;
}
