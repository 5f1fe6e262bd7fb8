import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collectOf, shared } from "../support/shared-shell.js";
import { shells } from "../support/shells.js";

const script = ["library", "python"].map(collectOf).join("\n");

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
      const run = spawnSync(program, [...words, "-s"], {
        // No argument is longer than 128 KB.
        input: `${shared}\n${script}\n${lines}`,
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

describe("the standard library of what is compiled into the library", () => {
  let root = "";
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "wsgi-audit-compiled-"));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const lookedAt = ([program = "sh", ...words]: readonly string[], library: string, version = "3.11") => {
    const lines = `NONCE=n LIBRARY='${library}'\ncompiled_landmarks ${version}; echo "status $?"`;
    return spawnSync(program, [...words, "-s"], {
      input: `${shared}\n${script}\n${lines}`,
      encoding: "utf8",
      env: { PATH: process.env.PATH, SHLVL: "1" },
      cwd: "/",
    }).stdout;
  };

  it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
    "is found in each of its shapes, and nothing where there is none: %s",
    (name, shell) => {
      const at = join(root, name.replace(/\W/g, ""));
      const shapes = [
        "lib/python3.11/os.py",
        "lib64/python3.11/os.py",
        "lib/python3.11/os.pyc",
        "lib/python311.zip",
      ];
      for (const [index, shape] of shapes.entries()) {
        const file = join(at, String(index), shape);
        expect(lookedAt(shell, `compiled ${at}/${index}`)).toBe("status 0\n");
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, "");
        expect(lookedAt(shell, `compiled /x\ncompiled ${at}/${index}`)).toBe(`${file}\nstatus 0\n`);
      }
    },
  );

  it("is that of Apache's own library, which stands last", () => {
    mkdirSync(join(root, "own/lib/python3.11"), { recursive: true });
    writeFileSync(join(root, "own/lib/python3.11/os.py"), "");
    const told = (first: string, last: string) =>
      `@n part library\n/a.so\ncompiled ${first}\n@n done 0\n\n@n part apache-library\n/b.so\ncompiled ${last}`;
    expect(lookedAt(["sh"], told(`${root}/own`, `${root}/none`))).toBe("status 0\n");
    expect(lookedAt(["sh"], told(`${root}/none`, `${root}/own`))).toContain("os.py");
  });

  it("is not looked for where the texts are cut off or unknown, or the version looks elsewhere", () => {
    const many = Array.from({ length: 100 }, (_, index) => `compiled /nowhere${index}`).join("\n");
    for (const [library, version] of [
      ["", "3.11"],
      [many, "3.11"],
      ["compiled /nowhere", "3.14"],
    ] as const)
      expect(lookedAt(["sh"], library, version)).toBe("status 3\n");
  });
});
