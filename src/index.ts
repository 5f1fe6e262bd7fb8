/**
 * wsgi-audit as a library.
 *
 *     import { auditSnapshots, collectSnapshot, exitCode, report, resolveFleet, SnapshotWriter } from "wsgi-audit";
 *
 *     const fleet = await resolveFleet("inventory.yaml", { patterns: ["@web"] });
 *     const snapshot = new SnapshotWriter("fleet.snapshot.jsonl");
 *     await collectSnapshot(fleet.hosts, { ...fleet.run, write: (record) => snapshot.write(record) });
 *     snapshot.close();
 *
 *     const audit = await auditSnapshots(["fleet.snapshot.jsonl"]);
 *     console.log(report(audit, "text", { width: 120 }));
 *     process.exitCode = exitCode(audit, "warning");
 *
 * Whatever an argument gets wrong (an unknown severity, format or option) throws a TypeError that names it.
 */

export { auditSnapshots } from "./api/audit-snapshots.js";
export { collectSnapshot, type RunOptions } from "./api/collect-snapshot.js";
export {
  createFakeTransport,
  type FakeAnswer,
  type FakeHosts,
  type FakeTransport,
} from "./api/fake-transport.js";
export { parseAudit } from "./api/parse-audit.js";
export { type Fleet, type ResolveFleetOptions, resolveFleet } from "./api/resolve-fleet.js";
export type { Acceptance } from "./audit/accept.js";
export { loadAccepted, parseAccepted } from "./audit/accepted-file.js";
export { type Drift, driftBetween } from "./audit/drift.js";
export { type EvaluateOptions, evaluate } from "./audit/evaluate.js";
export { exitCode } from "./audit/exit-code.js";
export {
  ForwardError,
  InterruptedError,
  InventoryError,
  ParseError,
  TransportError,
  UsageError,
  WriteError,
} from "./base/errors.js";
export type { Decision } from "./checks/applications/facts.js";
export type { Check, FactTable, ParseInput } from "./checks/check.js";
export { absent, defineCheck, denied, failed, isGap, records, valueIn } from "./checks/check.js";
export type { DaemonGroup } from "./checks/config/daemons.js";
export type { ApplicationFacts, InstallationFacts } from "./checks/facts.js";
export type { Problem } from "./checks/files/uses.js";
export { checks, factCatalogue } from "./checks/index.js";
export type { ObservedUrl } from "./checks/observe/index.js";
export type { HomeAnswer } from "./checks/probe/index.js";
export type { LiveGroup } from "./checks/processes/groups.js";
export type { Home } from "./checks/python/homes.js";
export { lineOf, linesOf, partOf, textOf, whyEmpty } from "./checks/sections.js";
export { type CollectEvent, type CollectOptions, collect, type HostToCollect } from "./collect/fleet.js";
export { parseHost } from "./facts/host.js";
export { type Hindsight, hindsightOf, pastOf } from "./history/changes.js";
export { History, type Retention } from "./history/directory.js";
export type { Inventory } from "./inventory/inventory.js";
export { loadInventory } from "./inventory/load.js";
export { parseInventory } from "./inventory/own/parse.js";
export type { Settings } from "./inventory/own/schema.js";
export { askSshConfig, membersOf, type ResolvedHost, resolveHosts } from "./inventory/resolve/resolve.js";
export { selectHosts } from "./inventory/select/select.js";
export { SshConfig, type SshConfigOptions } from "./inventory/ssh-config/client.js";
export type * from "./model/audit.js";
export type * from "./model/fact.js";
export type * from "./model/snapshot.js";
export { AUDIT_SCHEMA, HOST_STATUSES, SEVERITIES, SNAPSHOT_SCHEMA, TRANSPORTS } from "./model/words.js";
export { type Format, type Reporter, type ReportOptions, report, reporters } from "./report/index.js";
export { ruleCatalogue, rules } from "./rules/index.js";
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
export { createTransports, type TransportOptions } from "./transport/transports.js";
