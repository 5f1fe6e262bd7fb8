import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { budgetOfHost } from "../../src/base/budget.js";
import { log } from "../../src/checks/log/index.js";
import type { Section } from "../../src/model/snapshot.js";

const collect = readFileSync(new URL("../../src/checks/log/collect.sh", import.meta.url), "utf8");
const filter = /^LOG_FILTER='\n([\s\S]*?)^\}'$/m.exec(collect)?.[1];

const awks = [["mawk"], ["gawk"], ["busybox", "awk"], ["original-awk"], ["awk"]].filter(
  ([program = ""]) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0,
);

function told([program = "", ...words]: readonly string[], lines: readonly string[]): string[] {
  const { stdout, stderr } = spawnSync(program, [...words, `${filter}}`], {
    input: `${lines.join("\n")}\n`,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((line) => line !== "");
}

const at = (time: string, text: string) =>
  `[Mon Nov 30 ${time}.123456 2026] [wsgi:error] [pid 42:tid 7] ${text}`;
const AT = "2026-11-30T08:07:14";

describe.each(awks.map((awk) => [awk.join(" "), awk] as const))(
  "what %s tells of an error log",
  (_name, awk) => {
    it.each([
      ["No module named 'django'", "import\tdjango"],
      ["ImportError: No module named django.core", "import\tdjango.core"],
      ["ImportError: cannot import name 'secret' from 'x'", "import\t"],
      ["ModuleNotFoundError: No module named 'encodings'", "python-start\t"],
      ["Fatal Python error: init_fs_encoding: failed to get the Python codec", "python-start\t"],
      ["Target WSGI script '/srv/secret.wsgi' cannot be loaded as Python module.", "script\t"],
      ["Exception occurred processing WSGI script '/srv/secret.wsgi'.", "exception\t"],
      [
        "Truncated or oversized response headers received from daemon process 'shop': /srv/x",
        "truncated-headers\tshop",
      ],
      ["Timeout when reading response headers from daemon process 'shop': /srv/x", "timeout\tshop"],
      [
        "(13)Permission denied: Unable to connect to WSGI daemon process 'shop' on '/run/secret.sock'",
        "no-connection\tshop",
      ],
      ["AH00052: child pid 77 exit signal Segmentation fault (11)", "crash\tSegmentation"],
      ["WSGI0042: secret", "numbered\tWSGI0042"],
    ])("%s", (text, row) => {
      expect(told(awk, [at("08:07:14", text)])).toEqual([`${row}\t1\t${AT}`]);
    });

    it("counts, and keeps the time of the last one", () => {
      const lines = ["08:00:00", "08:07:14"].map((time) => at(time, "No module named 'django'"));
      expect(told(awk, lines)).toEqual([`import\tdjango\t2\t${AT}`]);
      expect(told(awk, [at("08:07:14", "anything"), "No module named 'django'"])).toEqual([
        `import\tdjango\t1\t${AT}`,
      ]);
    });

    it("names the versions of the last start", () => {
      const start = (time: string, python: string) =>
        at(
          time,
          `AH00489: Apache/2.4.62 (Debian) OpenSSL/3.0 mod_wsgi/4.9.4 Python/${python} configured -- resuming normal operations`,
        );
      expect(told(awk, [start("08:00:00", "3.9"), start("08:07:14", "3.11")])).toEqual([
        `START\t${AT}\tApache/2.4.62 mod_wsgi/4.9.4 Python/3.11`,
      ]);
    });

    it("lets nothing else out, and no more than fifty kinds", () => {
      const around = fc.constantFrom(
        "",
        "No module named ",
        "daemon process '",
        "exit signal ",
        "ImportError: ",
        "[Mon Nov ",
      );
      const text = fc
        .tuple(around, fc.string({ maxLength: 20 }), around)
        .map(([a, b, c]) => `${a}canary ${b}${c}=canary/x`);
      fc.assert(
        fc.property(fc.array(text, { minLength: 1, maxLength: 120 }), (lines) => {
          const rows = told(awk, lines);
          expect(rows.length).toBeLessThanOrEqual(51);
          for (const row of rows) expect(row).toMatch(/^[A-Za-z-]+\t[A-Za-z0-9_.:-]*\t\d+\t$/);
        }),
        { numRuns: 20 },
      );
    });
  },
);

describe("the facts of an error log", () => {
  const part = (name: string, stdout: string, stderr = "", status = 0) => ({ name, stdout, stderr, status });
  const section = (...parts: Section["parts"]): Section => ({
    check: "log",
    installation: 1,
    parts,
    status: 0,
    timedOut: false,
  });
  const parse = (of: Section) =>
    log.parse({ section: of, other: () => undefined, known: {}, budget: budgetOfHost() } as Parameters<
      typeof log.parse
    >[0]);

  it("are its place, the latest start of all logs and the messages of each", () => {
    const found = parse(
      section(
        part("places", "/var/log/a\n/var/log/b\n|...\n"),
        part("log /var/log/a", `START\t2026-01-01T00:00:00\tApache/2.4.1\nimport\tx\t2\t${AT}\n`),
        part("log /var/log/b", `START\t${AT}\tApache/2.4.62\n`),
      ),
    );
    expect(found).toEqual({
      "log.places": ["/var/log/a", "/var/log/b", "|..."],
      "log.last_start": `${AT} Apache/2.4.62`,
      "log.messages": [{ kind: "import", detail: "x", count: 2, last: AT, log: "/var/log/a" }],
    });
  });

  it("are denied where the login may not read it, and its place is told all the same", () => {
    const found = parse(
      section(
        part("places", "/var/log/a\n"),
        part("log /var/log/a", "", "ls: /var/log/a: Permission denied\n", 2),
      ),
    );
    expect(found).toMatchObject({
      "log.places": ["/var/log/a"],
      "log.last_start": { outcome: "denied" },
      "log.messages": { outcome: "denied" },
    });
  });

  it("are absent where errors go to a program", () => {
    expect(parse(section(part("places", "|...\n")))).toMatchObject({ "log.messages": { outcome: "absent" } });
  });
});
