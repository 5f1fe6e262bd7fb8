import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { budgetOfHost } from "../../../src/base/budget.js";
import { isGap } from "../../../src/checks/check.js";
import { library } from "../../../src/checks/library/index.js";
import type { Part } from "../../../src/model/snapshot.js";
import { elfFile } from "../../support/elf.js";
import { sectionOf } from "../../support/section.js";
import { shared } from "../../support/shared-shell.js";

const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-unreadable-"));
afterAll(() => rmSync(directory, { recursive: true }));
const FILE = join(directory, "mod_wsgi.so");

/** What Python's own library holds, as a static build has it inside. */
const INSIDE = Buffer.from("\0Python runtime state: \0PYTHONHASHSEED\0mod_wsgi/5.0.2\0");

/** What the script's readers say of the file; with those of the machine, or with `od` alone. */
function read(file: Buffer, bare: boolean): Record<string, Partial<Part>> {
  writeFileSync(FILE, file);
  const without = bare
    ? 'have() { case $1 in readelf | objdump) return 1 ;; esac; command -v "$1" >/dev/null; }'
    : "";
  const asked = (call: string): Partial<Part> => {
    const { stdout, stderr, status } = spawnSync(
      "sh",
      ["-c", `${shared}\n${without}\n${call} "$1"`, "sh", FILE],
      {
        encoding: "utf8",
      },
    );
    return { stdout, stderr, status };
  };
  return {
    module: { stdout: FILE },
    listing: { stdout: `-rw-r--r-- 1 root root 1 Jan  1 2026 ${FILE}` },
    versions: asked("versions_in"),
    dynamic: asked("dynamic_section"),
    "python-inside": asked("python_inside"),
    clean: asked('prepare_trace "$1"; trace'),
  };
}

const factsOf = (parts: Record<string, string | Partial<Part>>) =>
  library.parse({
    section: sectionOf("library", parts),
    known: { "modules.wsgi": "shared", "apache.running": false },
    other: () => undefined,
    budget: budgetOfHost(),
  });

const kinds = fc.constantFrom("shared" as const, "static" as const);
const moduleOf = (kind: "shared" | "static") =>
  Buffer.concat([
    elfFile({ needed: [...(kind === "shared" ? ["libpython3.11.so.1.0"] : []), "libc.so.6"] }),
    ...(kind === "static" ? [INSIDE] : []),
  ]);

describe("a module that cannot be read", () => {
  it("is not said to have Python inside, nor to have none, whatever byte of its header is another", () => {
    fc.assert(
      fc.property(kinds, fc.nat(63), fc.nat(255), fc.boolean(), (kind, at, value, bare) => {
        const file = moduleOf(kind);
        file[at] = value;
        const link = factsOf(read(file, bare))["python.link"];
        expect(isGap(link) ? link.outcome : link).toMatch(new RegExp(`^(failed|${kind})$`));
      }),
      { numRuns: 25 },
    );
  });

  it("is unknown where its class is the other one, or it was cut off, and so is all that would stand in it", () => {
    const broken = fc.tuple(kinds, fc.oneof(fc.constant("class" as const), fc.integer({ min: 1, max: 63 })));
    fc.assert(
      fc.property(broken, fc.boolean(), ([kind, how], bare) => {
        const file = moduleOf(kind);
        if (how === "class") file[4] = 1;
        const rest = how === "class" ? file : Buffer.concat([file.subarray(0, how), INSIDE]);
        const facts = factsOf(read(rest, bare));
        for (const id of ["python.link", "python.library.name", "python.library.rpath"] as const)
          expect({ id, ...(facts[id] as object) }).toMatchObject({ id, outcome: "failed" });
        expect(facts["python.library.version"]).toMatchObject({ outcome: "failed" });
      }),
      { numRuns: 15 },
    );
  });

  it("is static or shared where it is whole", () => {
    for (const bare of [true, false])
      for (const kind of ["shared", "static"] as const)
        expect(factsOf(read(moduleOf(kind), bare))["python.link"]).toBe(kind);
  });

  it("is unknown where musl's loader refuses it, and static where that lists what it needs", () => {
    const parts = {
      listing: "-rw-r--r-- 1 root root 1 Jan  1 2026 /m/mod_wsgi.so",
      module: "/m/mod_wsgi.so",
      "python-inside": "3",
      dynamic: { status: 127 },
    };
    const refused = "/lib/ld-musl-x86_64.so.1: /m/mod_wsgi.so: Not a valid dynamic program";
    expect(factsOf({ ...parts, clean: { stderr: refused, status: 1 } })["python.link"]).toMatchObject({
      outcome: "failed",
    });
    expect(factsOf({ ...parts, clean: "\t/lib/ld-musl-x86_64.so.1 (0x7f6a3c9f5000)" })["python.link"]).toBe(
      "static",
    );
  });
});
