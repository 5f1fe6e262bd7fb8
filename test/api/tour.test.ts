import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RecordedFleet, startRecordedFleet } from "../support/recorded-fleet.js";
import { tourIn } from "../support/tour.js";
import { compile, newProject, start } from "./project.js";

const project = newProject();
let fleet: RecordedFleet;
beforeAll(async () => {
  fleet = await startRecordedFleet(project);
});
afterAll(() => {
  fleet.close();
  rmSync(project, { recursive: true });
});

describe("the tour of src/index.ts", () => {
  it("compiles as it stands there, and audits a fleet over SSH", async () => {
    writeFileSync(
      join(project, "tour.ts"),
      tourIn(readFileSync(new URL("../../src/index.ts", import.meta.url), "utf8")),
    );
    await compile(project);
    const { code, stdout, stderr } = await start(project, "tour.js");
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^hosts 9: 9 ok/m);
    expect(stdout).toContain("python/library-not-found");
    expect(code).toBe(3);
    expect(fleet.asked.toSorted()).toEqual(fleet.names.filter((name) => name.startsWith("web")));
    const lines = readFileSync(join(project, "fleet.snapshot.jsonl"), "utf8").trimEnd().split("\n");
    const transports = lines.map((line) => JSON.parse(line).connection?.transport);
    expect(transports).toEqual([undefined, ...Array(9).fill("ssh2"), undefined]);
  });
});
