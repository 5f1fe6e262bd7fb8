import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { CAST } from "../../src/demo/cast.js";
import type { Snapshot } from "../../src/model/snapshot.js";
import { formatRecord } from "../../src/snapshot/write.js";
import { snapshotOf } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";
import { HOST_NAMES, type HostName } from "./hosts.js";

const FILE = new URL("../../src/demo/fleet.snapshot.jsonl", import.meta.url);

/** Recorded for the tests alone: what only a login without privileges can show. */
const PROBED = new URL("../fixtures/probed.snapshot.jsonl", import.meta.url);
const PROBED_HOSTS: readonly HostName[] = ["bookworm", "venv-good", "venv-mismatch", "express"];

const OBSERVED = ["http://truth.test/observed/daemon", "http://truth.test/observed/embedded"];

/** Addresses of containers are chance. */
function save(file: URL, { header, hosts, end }: Snapshot): void {
  expect(hosts.every(({ status, transcript }) => status === "ok" && transcript?.complete)).toBe(true);
  const anonymous = hosts.map((record) => ({ ...record, host: { ...record.host, address: "", groups: [] } }));
  if (end) writeFileSync(file, [header, ...anonymous, end].map(formatRecord).join(""));
}

describeFleet("the demo's recording", (fleet) => {
  const names = HOST_NAMES.filter((name) => Object.values(CAST).some(({ recording }) => recording === name));

  it("has a part for every recording that the fleet can make", () => {
    expect(new Set(Object.values(CAST).map(({ recording }) => recording))).toEqual(new Set(names));
  });

  // RECORD_DEMO=1 takes it anew; the demo then shows today's checks.
  it.runIf(process.env.RECORD_DEMO === "1")("is taken anew", async () => {
    save(FILE, await snapshotOf(fleet, names, "root"));
    save(PROBED, await snapshotOf(fleet, PROBED_HOSTS, "auditor", { probe: true, observe: OBSERVED }));
  });
});
