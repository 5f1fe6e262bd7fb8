import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { budgetOfHost } from "../../../src/base/budget.js";
import { library } from "../../../src/checks/library/index.js";
import type { Part } from "../../../src/model/snapshot.js";
import { sectionOf } from "../../support/section.js";
import { shared } from "../../support/shared-shell.js";
import { until } from "../../support/until.js";

const SHELL = `${shared}\n${readFileSync(new URL("../../../src/checks/library/collect.sh", import.meta.url), "utf8")}`;
const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;

/** What the script prints of the maps of a process and its children. */
function mappedBy(master: number, user = process.getuid?.() ?? 0): Partial<Part> {
  const { stdout, stderr, status } = spawnSync("sh", ["-c", `${SHELL}\nMASTER=${master}\nmapped`], {
    encoding: "utf8",
    uid: user,
    env: { PATH: process.env.PATH },
  });
  return { stdout, stderr, status };
}

const factsOf = (mapped: string | Partial<Part> | undefined, running = true) =>
  library.parse({
    section: sectionOf("library", { ...(mapped !== undefined && { mapped }) }),
    known: { "apache.running": running, "modules.wsgi": "shared" },
    other: () => undefined,
    budget: budgetOfHost(),
  });

const FACTS = ["wsgi.module_mapped", "python.library.mapped", "processes.deleted"] as const;

describe("maps in which nothing is found", () => {
  it("are empty lists where they were read", async () => {
    const child = spawn("sleep", ["600"]);
    try {
      await until(() => readFileSync(`/proc/${child.pid}/maps`, "utf8").includes("sleep"));
      const facts = factsOf(mappedBy(child.pid ?? 0));
      for (const id of FACTS) expect(facts[id]).toEqual([]);
      expect(facts["python.library.deleted"]).toBe(false);
    } finally {
      child.kill("SIGKILL");
    }
  });

  it.skipIf(!isRoot)("are denied where the login may not read them", async () => {
    const facts = factsOf(mappedBy(process.pid, NOBODY));
    for (const id of FACTS) expect(facts[id]).toMatchObject({ outcome: "denied" });
  });

  it("are not known where the process has ended, was not looked at, or there is no /proc", () => {
    const ended = spawnSync("true").pid;
    const untold: readonly (string | Partial<Part> | undefined)[] = [
      mappedBy(ended),
      undefined,
      { status: 127 },
      // As a zombie has it; and older scripts did not tell whether there was anything to read.
      "pid 10\npid 11\nread\n",
      "pid 10\n",
    ];
    for (const mapped of untold)
      for (const id of FACTS) expect(factsOf(mapped)[id]).toMatchObject({ outcome: "failed" });
  });

  it("are absent where nothing runs", () => {
    for (const id of FACTS) expect(factsOf(undefined, false)[id]).toMatchObject({ outcome: "absent" });
  });

  it("deny nothing that another process shows", () => {
    const names = fc.constantFrom(
      "/usr/lib/libpython3.12.so.1.0",
      "/m/mod_wsgi.so",
      "/opt/mod_wsgi-py313.so",
    );
    fc.assert(
      fc.property(fc.uniqueArray(names, { minLength: 1 }), fc.boolean(), (files, first) => {
        const own = ["pid 10", "read", "pid 11", ...files, "read"];
        const stderr = "sed: can't read /proc/10/maps: Permission denied";
        const facts = factsOf({ stdout: (first ? own : own.slice(2)).join("\n"), stderr });
        expect([facts["wsgi.module_mapped"], facts["python.library.mapped"]].flat().sort()).toEqual(
          files.sort(),
        );
      }),
    );
  });
});
