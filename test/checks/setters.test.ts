import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shared } from "../support/shared-shell.js";
import { shells } from "../support/shells.js";

let directory = "";
beforeAll(() => {
  // Not below /tmp for root: there a file is nobody's that could not have been put there.
  directory = mkdtempSync(
    process.getuid?.() === 0 ? "/root/wsgi-audit-setters-" : join(tmpdir(), "setters-"),
  );
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const setIn = ([program = "sh", ...words]: readonly string[], files: readonly string[]) => {
  const lines = `NONCE=n\nset_in 'LD_LIBRARY_PATH PYTHONPATH' ${files.map((file) => `'${file}'`).join(" ")}`;
  return spawnSync(program, [...words, "-c", `${shared}\n${lines}`], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, SHLVL: "1" },
    cwd: "/",
  }).stdout;
};

const SETS = [
  "LD_LIBRARY_PATH=s3cret",
  "export LD_LIBRARY_PATH=s3cret:$X",
  "  A=1 LD_LIBRARY_PATH=s3cret",
  "setenv LD_LIBRARY_PATH s3cret",
  'Environment="LD_LIBRARY_PATH=s3cret"',
  "LD_LIBRARY_PATH=s3cret; export LD_LIBRARY_PATH",
];
const OTHERS = [
  "# LD_LIBRARY_PATH=s3cret",
  "echo $LD_LIBRARY_PATH",
  "MY_LD_LIBRARY_PATH=s3cret",
  "LD_LIBRARY_PATH_64=s3cret",
  "unset LD_LIBRARY_PATH",
  "",
  "export LD_LIBRARY_PATH",
];

describe("where a variable is set", () => {
  it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
    "is told by the lines that set it, of files that are there, and never what to: %s",
    (_, shell) => {
      const line = fc.oneof(fc.constantFrom(...SETS), fc.constantFrom(...OTHERS));
      fc.assert(
        fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
          const file = join(directory, "profile");
          writeFileSync(file, `${lines.join("\n")}\n`);
          const told = setIn(shell, [join(directory, "missing"), file]);
          const expected = lines.flatMap((each, index) =>
            SETS.includes(each) ? [`LD_LIBRARY_PATH\t${file}:${index + 1}`] : [],
          );
          expect(told.split("\n").filter(Boolean)).toEqual(expected);
        }),
        { numRuns: 6 },
      );
    },
  );
});
