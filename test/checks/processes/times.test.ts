import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { budgetOfHost } from "../../../src/base/budget.js";
import { library } from "../../../src/checks/library/index.js";
import { processes } from "../../../src/checks/processes/index.js";
import type { Section } from "../../../src/model/snapshot.js";

const BOOT = 1_700_000_000;
const LIBRARY = "/usr/lib/libpython3.11.so.1.0";

function sectionOf(check: string, parts: Readonly<Record<string, string>>): Section {
  return {
    check,
    installation: 1,
    parts: Object.entries(parts).map(([name, stdout]) => ({ name, stdout, stderr: "", status: 0 })),
    status: 0,
    timedOut: false,
  };
}

const stat = (pid: number, parent: number, seconds: number) =>
  `${pid} (apache2) S ${parent} ${"0 ".repeat(17)}${seconds * 100} 0\t33 1\t/usr/sbin/apache2`;

const factsOf = (parts: Readonly<Record<string, string>>) =>
  processes.parse({
    section: sectionOf("processes", {
      clock: `btime ${BOOT}\nticks 100\nnow ${BOOT + 9999}`,
      processes: [stat(10, 1, 100), stat(11, 10, 101), stat(12, 10, 500)].join("\n"),
      ...parts,
    }),
    known: { "apache.running": true, "wsgi.daemons": [] },
    other: () => undefined,
    budget: budgetOfHost(),
  });

const at = (seconds: number) => new Date((BOOT + seconds) * 1000).toISOString().replace(".000Z", "Z");

describe("times of the library that processes were started from", () => {
  const past = fc.integer({ min: 1, max: 90 });

  it("are when it was written or made, and never its change time alone", () => {
    fc.assert(
      fc.property(past, past, fc.integer({ min: 100, max: 900 }), (written, made, changed) => {
        const loaded = `${BOOT + written} ${BOOT + changed} ${LIBRARY}`;
        const born = `${BOOT + made} ${LIBRARY}`;
        const told = factsOf({ loaded, born });
        expect(told["processes.library_changed"]).toBe(`${at(Math.max(written, made))} ${LIBRARY}`);
        expect(told["processes.library_touched"]).toMatchObject({ outcome: "absent" });
        const untold = factsOf({ loaded, born: `0 ${LIBRARY}` });
        expect(untold["processes.library_changed"]).toBe(`${at(written)} ${LIBRARY}`);
        expect(untold["processes.library_touched"]).toBe(`${at(changed)} ${LIBRARY}`);
      }),
    );
  });

  it("are held against the oldest process, as a younger one may have what is new", () => {
    const told = factsOf({ environments: `${BOOT + 300} ${BOOT + 300} /srv/venv/pyvenv.cfg` });
    expect(told["processes.oldest"]).toBe(at(101));
    expect(told["processes.environment_changed"]).toBe(`${at(300)} /srv/venv/pyvenv.cfg`);
  });
});

describe("files that processes map and that are gone", () => {
  const mappedIn = (lines: readonly string[]) =>
    library.parse({
      section: sectionOf("library", { mapped: `pid 10\n${lines.join("\n")}` }),
      known: { "apache.running": true, "modules.wsgi": "shared" },
      other: () => undefined,
      budget: budgetOfHost(),
    });

  it("are told, and the Python library is not said to be gone with them", () => {
    const name = fc
      .stringMatching(/^[a-z][a-z0-9_.-]{0,12}\.so(\.[0-9])?$/)
      .filter((file) => !/^libpython|mod_wsgi/.test(file));
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 4 }), (files) => {
        const gone = files.map((file) => `/srv/venv/lib/${file}`).sort();
        const facts = mappedIn([LIBRARY, ...gone.map((file) => `${file} (deleted)`)]);
        expect(facts["processes.deleted"]).toEqual(gone);
        expect(facts["python.library.deleted"]).toBe(false);
      }),
    );
  });
});
