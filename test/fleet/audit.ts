import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { collectSnapshot } from "../../src/api/collect-snapshot.js";
import { evaluate } from "../../src/audit/evaluate.js";
import { loadInventory } from "../../src/inventory/load.js";
import { resolveHosts } from "../../src/inventory/resolve/resolve.js";
import type { Audit, HostAudit, InstallationAudit } from "../../src/model/audit.js";
import type { Snapshot } from "../../src/model/snapshot.js";
import { readSnapshots } from "../../src/snapshot/read.js";
import { SnapshotWriter } from "../../src/snapshot/write.js";
import { createTransports } from "../../src/transport/transports.js";
import type { Fleet } from "./fleet.js";
import type { HostName } from "./hosts.js";

export interface AuditOptions {
  probe?: boolean;
  transport?: "ssh2" | "openssh";
  become?: "always" | "auto";
  /** What sudo is to be told. */
  sudoPassword?: string;
  /** URLs of every host's test script. */
  observe?: readonly (string | { url: string; connect: string })[];
}

/** Audits hosts of the fleet as the program does: inventory, SSH, snapshot file, evaluation. */
export const auditFleet = async (
  fleet: Fleet,
  names: readonly HostName[],
  user = "auditor",
  options: AuditOptions = {},
): Promise<Audit> => evaluate(await snapshotOf(fleet, names, user, options));

/** The evidence alone. */
export async function snapshotOf(
  fleet: Fleet,
  names: readonly HostName[],
  user: string,
  options: AuditOptions = {},
): Promise<Snapshot> {
  const file = await fleet.writeInventory(names, {
    defaults: {
      user,
      agent: false,
      deadline: "4m", // of a machine that starts thirty hosts at once
      transport: options.transport ?? "ssh2",
      become: options.become ?? "never",
      ...(options.sudoPassword !== undefined && { become_password: { env: "SUDO_PASSWORD" } }),
      ...(options.observe && { observe: options.observe }),
    },
    groups: { fleet: { hosts: [...names] } },
  });
  const inventory = await loadInventory(file);
  const hosts = resolveHosts(inventory, { user, home: "/nonexistent" });
  const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-test-"));
  const writer = new SnapshotWriter(join(directory, "fleet.snapshot.jsonl"));
  const { sudoPassword } = options;
  const environment = { ...process.env, ...(sudoPassword !== undefined && { SUDO_PASSWORD: sudoPassword }) };
  const transport = createTransports({ environment });
  try {
    await collectSnapshot(hosts, {
      inventory: "fleet",
      compareBy: inventory.compareBy,
      limits: { handshakes: 4, running: 6 },
      transport,
      secretOf: transport.secretOf,
      probe: options.probe ?? false,
      write: (record) => writer.write(record),
    });
    writer.close();
    // Read before the directory goes.
    return await readSnapshots([writer.file]);
  } finally {
    await transport.close();
    rmSync(directory, { recursive: true });
  }
}

export function hostOf(audit: Audit, name: string): HostAudit {
  const host = audit.hosts.find((each) => each.name === name);
  if (!host) throw new Error(`host ${name} is not in the audit`);
  return host;
}

/** The installation of a host, by the beginning of its id; the first one by default. */
export function installationOf(audit: Audit, name: string, id = ""): InstallationAudit {
  const found = hostOf(audit, name).installations.find((each) => each.id.startsWith(id));
  if (!found)
    throw new Error(`host ${name} has no installation ${id}: ${JSON.stringify(hostOf(audit, name).error)}`);
  return found;
}
