/**
 * wsgi-audit as a library.
 *
 *     const inventory = await loadInventory("inventory.yaml");
 *     const hosts = selectHosts(resolveHosts(inventory, { user: "audit", home: homedir() }), { patterns: ["@web"] });
 *     const writer = new SnapshotWriter("fleet.snapshot.jsonl");
 *     await collectSnapshot(hosts, { inventory: inventory.file, compareBy: inventory.compareBy,
 *       limits: inventory.limits, transport: createSsh2Transport(), write: (record) => writer.write(record) });
 *     writer.close();
 *     const audit = await auditSnapshots(["fleet.snapshot.jsonl"]);
 *     console.log(reporters.text(audit, { color: false, width: 120, fold: true, command: "wsgi-audit run" }));
 */
export { auditSnapshots } from "./api/audit-snapshots.js";
export { collectSnapshot, type RunOptions } from "./api/collect-snapshot.js";
export { evaluate } from "./audit/evaluate.js";
export { exitCode } from "./audit/exit-code.js";
export { InventoryError, ParseError, TransportError, UsageError } from "./base/errors.js";
export type { Decision } from "./checks/applications/facts.js";
export type { DaemonGroup } from "./checks/config/daemons.js";
export type { ApplicationFacts, InstallationFacts } from "./checks/facts.js";
export type { Problem } from "./checks/files/index.js";
export { checks, factCatalogue } from "./checks/index.js";
export type { ObservedUrl } from "./checks/observe/index.js";
export type { HomeAnswer } from "./checks/probe/index.js";
export type { LiveGroup } from "./checks/processes/index.js";
export type { Home } from "./checks/python/homes.js";
export type { CollectEvent, HostToCollect } from "./collect/fleet.js";
export { collect } from "./collect/fleet.js";
export { loadInventory } from "./inventory/load.js";
export { parseInventory } from "./inventory/own/parse.js";
export { askSshConfig, membersOf, type ResolvedHost, resolveHosts } from "./inventory/resolve/resolve.js";
export { selectHosts } from "./inventory/select/select.js";
export { SshConfig, type SshConfigOptions } from "./inventory/ssh-config/client.js";
export type * from "./model/audit.js";
export type * from "./model/fact.js";
export type * from "./model/snapshot.js";
export { type ReportOptions, reporters } from "./report/index.js";
export type { DefineRule, Offence, Rule, Undecided } from "./rules/rule.js";
export { defineRule, rulesOn } from "./rules/rule.js";
export { composeScript } from "./script/compose.js";
export { parseSnapshot } from "./snapshot/parse.js";
export { readSnapshots } from "./snapshot/read.js";
export { SnapshotWriter } from "./snapshot/write.js";
export { createLocalTransport } from "./transport/local.js";
export { createOpensshTransport } from "./transport/openssh/openssh.js";
export type { ExecRequest, ExecResult, Session, Target, Transport } from "./transport/session.js";
export { createSsh2Transport } from "./transport/ssh2/ssh2.js";
export { createTransports } from "./transport/transports.js";
