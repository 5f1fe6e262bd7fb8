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
export { auditSnapshots } from "./audit.js";
export { checks, factCatalogue } from "./checks/index.js";
export type { CollectEvent, HostToCollect } from "./collect.js";
export { collect } from "./collect.js";
export { InventoryError, ParseError, TransportError, UsageError } from "./errors.js";
export { evaluate } from "./evaluate.js";
export { exitCode } from "./exit-code.js";
export { loadInventory } from "./inventory/load.js";
export { parseInventory } from "./inventory/parse.js";
export { askSshConfig, membersOf, type ResolvedHost, resolveHosts } from "./inventory/resolve.js";
export { selectHosts } from "./inventory/select.js";
export { SshConfig, type SshConfigOptions } from "./inventory/ssh-config/client.js";
export type * from "./model.js";
export { type ReportOptions, reporters } from "./report/index.js";
export { collectSnapshot, type RunOptions } from "./run.js";
export { composeScript } from "./script/compose.js";
export { parseSnapshot } from "./snapshot.js";
export { readSnapshots } from "./snapshot-file.js";
export { SnapshotWriter } from "./snapshot-writer.js";
export { createLocalTransport } from "./transport/local.js";
export { createOpensshTransport } from "./transport/openssh.js";
export type { ExecRequest, ExecResult, Session, Target, Transport } from "./transport/session.js";
export { createSsh2Transport } from "./transport/ssh2.js";
export { createTransports } from "./transport/transports.js";
