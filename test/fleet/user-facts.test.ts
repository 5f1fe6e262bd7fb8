import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { collectSnapshot } from "../../src/api/collect-snapshot.js";
import { evaluate } from "../../src/audit/evaluate.js";
import { loadInventory } from "../../src/inventory/load.js";
import { resolveHosts } from "../../src/inventory/resolve/resolve.js";
import type { Snapshot, SnapshotRecord } from "../../src/model/snapshot.js";
import { reporters } from "../../src/report/index.js";
import { parseSnapshot } from "../../src/snapshot/parse.js";
import { formatRecord } from "../../src/snapshot/write.js";
import { createSsh2Transport } from "../../src/transport/ssh2/ssh2.js";
import { describeFleet } from "./describe-fleet.js";
import type { HostName } from "./hosts.js";

const HOSTS: readonly HostName[] = ["bullseye", "bookworm", "trixie"];

describeFleet("facts of the user's own", (fleet) => {
  const collected = async (): Promise<Snapshot> => {
    const file = await fleet.writeInventory(HOSTS, {
      defaults: { agent: false, expect: { "user.release": { pattern: "^1[23]" } } },
    });
    writeFileSync(
      file,
      `${readFileSync(file, "utf8")}\nfacts:\n  user.release: { label: Release, command: cat /etc/debian_version, pattern: "^\\\\d+" }\n`,
    );
    const inventory = await loadInventory(file);
    const records: SnapshotRecord[] = [];
    await collectSnapshot(resolveHosts(inventory, { user: "auditor", home: "/nonexistent" }), {
      inventory: "fleet",
      compareBy: inventory.compareBy,
      limits: inventory.limits,
      facts: inventory.facts,
      transport: createSsh2Transport(),
      write: (record) => void records.push(record),
    });
    return parseSnapshot(records.map(formatRecord).join(""), "fleet");
  };

  it("are collected, compared, expected and reported like any other, without the inventory at hand", async () => {
    const audit = evaluate(await collected());
    const values = audit.hosts.map(({ name, facts }) => [name, facts["user.release"]]);
    expect(Object.fromEntries(values)).toEqual({ bullseye: "11", bookworm: "12", trixie: "13" });
    expect(audit.comparison.find(({ fact }) => fact === "user.release")?.values).toHaveLength(3);
    expect(audit.findings).toContainEqual(
      expect.objectContaining({ rule: "fleet/expectation", host: "bullseye", actual: "11" }),
    );
    const options = {
      color: false,
      width: 200,
      fold: true,
      apps: false,
      failOn: "none",
      command: "x",
    } as const;
    expect(reporters.text(audit, options)).toContain("Release");
    expect(reporters.csv(audit, options).split("\r\n")[0]).toContain("user.release");
    expect(reporters.html(audit, options)).toContain("user.release");
  });
});
