import type { Finding, HostAudit, RuleInfo } from "../../model/audit.js";

export const weakSsh: RuleInfo = {
  id: "host/weak-ssh",
  severity: "warning",
  title: "The host is reached with algorithms that are no longer safe",
  why: "SHA-1, CBC ciphers and 1024-bit groups can be broken: whoever is on the way may read or change what is said.",
  remedy:
    "Renew the SSH server; then remove `algorithms:` from the inventory. Run once without it to see what the server lacks.",
  reference: "https://www.openssh.com/legacy.html",
};

/** A finding for every host for which the inventory allows them: never silent, as it was never by itself. */
export const weakConnections = (hosts: readonly HostAudit[]): Finding[] =>
  hosts.flatMap(({ name, connection }) => {
    const { algorithms, kex, cipher, hostKey } = connection ?? {};
    if (algorithms === undefined) return [];
    const used = Object.entries({ kex, cipher, host_key: hostKey?.type }).flatMap(([what, value]) =>
      value === undefined ? [] : [`${what} = ${value}`],
    );
    return {
      rule: weakSsh.id,
      severity: weakSsh.severity,
      host: name,
      message: `algorithms: ${algorithms} is set`,
      evidence: used.join("\n"),
      remedy: weakSsh.remedy,
    };
  });
