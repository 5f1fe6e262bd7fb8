import { spawnSync } from "node:child_process";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { budgetOfHost } from "../../../src/base/budget.js";
import { type Name, resolverOf } from "../../../src/base/names.js";
import { names } from "../../../src/checks/names/index.js";
import { shared } from "../../support/shared-shell.js";

const made: string[] = [];
const directory = () => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "names-")));
  made.push(path);
  return path;
};
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true });
});

const SHELL = `${shared}\n${readFileSync(new URL("../../../src/checks/names/collect.sh", import.meta.url), "utf8")}`;

/** What the check makes of paths that others printed. */
function namesOf(told: readonly string[]): readonly Name[] {
  const run = (part: string) =>
    spawnSync(
      "sh",
      [
        "-c",
        `${SHELL}\npart() { name=$1; shift; if [ "$name" = ${part} ]; then "$@"; else "$@" >/dev/null; fi; }\nAPACHE= PYTHON= BINARY=\nLIBRARY=$1\ncollect_names`,
        "sh",
        told.join("\n"),
      ],
      { encoding: "utf8" },
    );
  const parts = ["links", "identities"].map((name) => {
    const { stdout, stderr } = run(name);
    expect(stderr).toBe("");
    return { name, stdout, stderr, status: 0 };
  });
  const section = { check: "names", installation: 1, parts, status: 0, timedOut: false };
  const facts = names.parse({ section, known: {}, other: () => undefined, budget: budgetOfHost() });
  return facts["files.names"] as readonly Name[];
}

/** Links as they are on ordinary hosts, each a tree: files, then links to their targets, and a name to resolve. */
const ORDINARY: readonly (readonly [
  what: string,
  file: string,
  links: Readonly<Record<string, string>>,
  name: string,
])[] = [
  ["a merged /usr", "usr/lib/x86/libpython3.so", { lib: "usr/lib" }, "lib/x86/libpython3.so"],
  ["a merged sbin", "usr/bin/httpd", { "usr/sbin": "bin", sbin: "usr/sbin" }, "sbin/httpd"],
  [
    "a Cellar",
    "Cellar/python@3.14/3.14.2/Frameworks/P",
    { "opt/python@3.14": "../Cellar/python@3.14/3.14.2", "bin/P": "../opt/python@3.14/Frameworks/P" },
    "bin/P",
  ],
  ["pyenv", "versions/3.11.2/bin/python3", { "versions/3.11": "3.11.2" }, "versions/3.11/bin/python3"],
  ["uv", "uv/cpython-3.11.2/lib/os.py", { "uv/cpython-3.11": "cpython-3.11.2" }, "uv/cpython-3.11/lib/os.py"],
  [
    "alternatives",
    "usr/bin/python3.11",
    {
      "etc/alternatives/python3": "../../usr/bin/python3.11",
      "usr/bin/python3": "../../etc/alternatives/python3",
    },
    "usr/bin/python3",
  ],
];

describe("names of one file", () => {
  it.each(ORDINARY)("are told of %s", (_what, file, links, name) => {
    const root = directory();
    const write = (path: string, make: (at: string) => void) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      make(join(root, path));
    };
    write(file, (at) => writeFileSync(at, "x"));
    for (const [link, target] of Object.entries(links)) write(link, (at) => symlinkSync(target, at));
    const resolve = resolverOf(namesOf([join(root, name), `lib => ${join(root, file)} (0x1)`]));
    expect(resolve(join(root, name))).toBe(realpathSync(join(root, file)));
    expect(resolve(`${join(root, name)} (deleted)`)).toBe(`${realpathSync(join(root, file))} (deleted)`);
  });

  it("are those that the system has, whatever links lead where", () => {
    const part = fc.constantFrom("a", "b", "c");
    const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
    const link = fc.record({ at: path, to: fc.tuple(fc.constantFrom("", "../", "./", "/"), path) });
    fc.assert(
      fc.property(fc.array(link, { maxLength: 6 }), path, (links, wanted) => {
        const root = directory();
        for (const { at, to } of links) {
          try {
            mkdirSync(dirname(join(root, at)), { recursive: true });
            symlinkSync(to[0] === "/" ? join(root, to[1]) : to.join(""), join(root, at));
          } catch {
            // What is in its way is there already.
          }
        }
        const name = join(root, wanted);
        let real: string | undefined;
        try {
          mkdirSync(name, { recursive: true });
          real = realpathSync(name);
        } catch {
          return;
        }
        expect(resolverOf(namesOf([name]))(name)).toBe(real);
      }),
      { numRuns: 25 },
    );
  });

  it("are told of hard links, and not of files that are only alike", () => {
    const root = directory();
    writeFileSync(join(root, "one"), "same");
    linkSync(join(root, "one"), join(root, "two"));
    writeFileSync(join(root, "other"), "same");
    const resolve = resolverOf(namesOf(["one", "two", "other"].map((name) => join(root, name))));
    expect(resolve(join(root, "two"))).toBe(resolve(join(root, "one")));
    expect(resolve(join(root, "other"))).toBe(join(root, "other"));
  });

  it("are none that a link with a line break in it makes up", () => {
    const root = directory();
    mkdirSync(join(root, "usr"));
    symlinkSync("usr", join(root, "lib"));
    symlinkSync(`x\nlrwxrwxrwx 1 0 0 3 Jan 1 10:00 ${join(root, "lib")} -> /evil`, join(root, "a"));
    symlinkSync(`x ${join(root, "lib")} -> /evil`, join(root, "b"));
    const found = namesOf(["a", "b", "lib/z"].map((name) => join(root, name)));
    expect(resolverOf(found)(join(root, "lib"))).toBe(join(root, "usr"));
    expect(JSON.stringify(found)).not.toContain('"/evil"');
  });
});
