import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { CAST } from "../../src/demo/cast.js";
import { formatRecord } from "../../src/snapshot.js";
import { snapshotOf } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";
import { HOST_NAMES } from "./hosts.js";

const FILE = new URL("../../src/demo/fleet.snapshot.jsonl", import.meta.url);

describeFleet("the demo's recording", (fleet) => {
  const names = HOST_NAMES.filter((name) => Object.values(CAST).some(({ recording }) => recording === name));

  it("has a part for every recording that the fleet can make", () => {
    expect(new Set(Object.values(CAST).map(({ recording }) => recording))).toEqual(new Set(names));
  });

  // RECORD_DEMO=1 takes it anew; the demo then shows today's checks.
  it.runIf(process.env.RECORD_DEMO === "1")("is taken anew", async () => {
    const { header, hosts, end } = await snapshotOf(fleet, names, "root");
    expect(hosts.every(({ status, transcript }) => status === "ok" && transcript?.complete)).toBe(true);
    const anonymous = hosts.map((record) => ({
      ...record,
      host: { ...record.host, address: "", groups: [] },
    }));
    if (end) writeFileSync(FILE, [header, ...anonymous, end].map(formatRecord).join(""));
  });
});
