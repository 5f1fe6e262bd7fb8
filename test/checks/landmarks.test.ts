import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shared } from "../support/shared-shell.js";
import { shells } from "../support/shells.js";

const script = readFileSync(new URL("../../src/checks/python/collect.sh", import.meta.url), "utf8");

describe("the standard library above a program", () => {
  let root = "";
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "wsgi-audit-landmarks-"));
    mkdirSync(join(root, "usr/lib/python3.11"), { recursive: true });
    mkdirSync(join(root, "usr/bin"));
    writeFileSync(join(root, "usr/lib/python3.11/os.py"), "");
    // As on every system with a merged /usr: the library stands below the root as well.
    symlinkSync("usr/lib", join(root, "lib"));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
    "is that of the nearest directory first, whatever their names: %s",
    (_, [program = "sh", ...words]) => {
      const lines = `V=3.11\nwith_parents "${root}/usr/bin/python3.11" landmarks 2>/dev/null`;
      const run = spawnSync(program, [...words, "-c", `${shared}\n${script}\n${lines}`], {
        encoding: "utf8",
        env: { PATH: process.env.PATH, SHLVL: "1" },
        cwd: "/",
      });
      const found = run.stdout.split("\n").filter((line) => line.startsWith(root));
      expect(found.map((line) => line.slice(root.length))).toEqual([
        "/usr/lib/python3.11/os.py",
        "/lib/python3.11/os.py",
      ]);
    },
  );
});
