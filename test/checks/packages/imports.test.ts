import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { HiddenModule, ShadowedModule } from "../../../src/checks/applications/import-facts.js";
import { importsOn } from "../../../src/checks/applications/imports.js";
import { importsIn } from "../../../src/checks/packages/imports.js";
import type { Section } from "../../../src/model/snapshot.js";
import { sectionOf } from "../../support/section.js";
import { packagesShell } from "../../support/shared-shell.js";
import { shells } from "../../support/shells.js";

/** Of the argument: what the check of the Python has told. */
const SCRIPT = packagesShell(
  'case $1 in extensions) ;; *) echo "part $1"; shift; "$@" ;; esac;',
  "ENVIRONMENT= LISTED= CONFIG= PYTHON=$1",
);

const base = realpathSync(mkdtempSync(join(tmpdir(), "imports-")));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const TAG = "cpython-311-x86_64-linux-gnu";
let number = 0;
let home = "";
const at = (name: string) => join(home, name);
const library = () => at("lib/python3.11");
const site = () => at("lib/python3.11/site-packages");
const put = (...paths: string[]) => {
  for (const path of paths) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "");
  }
};
beforeEach(() => {
  number += 1;
  home = join(base, String(number));
  put(`${library()}/os.py`, `${library()}/random.py`, `${library()}/email/__init__.py`);
  put(`${library()}/lib-dynload/_ctypes.${TAG}.so`, `${library()}/lib-dynload/math.${TAG}.so`);
  mkdirSync(site(), { recursive: true });
});

function look(own: readonly string[], [program = "sh", ...words]: readonly string[] = ["sh"]): Section {
  const python = [
    "3.11",
    `${library()}/os.py`,
    site(),
    ...own.map((each) => `directory\t${each}\t${each}`),
  ].join("\n");
  const run = spawnSync(program, [...words, "-s", python], { encoding: "utf8", input: SCRIPT });
  expect(run.stderr).toBe("");
  const [, directories = "", imports = ""] = run.stdout.split(/^part \w+\n/m);
  return sectionOf("packages", { directories, imports });
}

const pathWith = (...own: string[]) => [...own, library(), `${library()}/lib-dynload`, site()];

const shadowsOn = (section: Section, path: readonly string[]) =>
  importsOn(section)(path)["app.shadowed_modules"] as ShadowedModule[];
const hiddenOn = (section: Section, path: readonly string[]) =>
  importsOn(section)(path)["app.hidden_modules"] as HiddenModule[];

describe("modules before those of the standard library", () => {
  it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
    "are told with both files, under %s",
    (_, shell) => {
      const app = at("my app");
      put(`${app}/random.py`, `${app}/email/__init__.py`, `${app}/math.${TAG}.so`, `${app}/shop.py`);
      expect(shadowsOn(look([app], shell), pathWith(app))).toEqual([
        { module: "email", file: `${app}/email/__init__.py`, library: `${library()}/email/__init__.py` },
        {
          module: "math",
          file: `${app}/math.${TAG}.so`,
          library: `${library()}/lib-dynload/math.${TAG}.so`,
        },
        { module: "random", file: `${app}/random.py`, library: `${library()}/random.py` },
      ]);
    },
  );

  it("are none where their directory comes behind, as that of packages does", () => {
    const app = at("app");
    put(`${app}/shop.py`, `${site()}/random.py`);
    const section = look([app]);
    expect(shadowsOn(section, pathWith(app))).toEqual([]);
    // python-path= may name it, and puts it first.
    expect(shadowsOn(section, [site(), library(), `${library()}/lib-dynload`])).toEqual([
      { module: "random", file: `${site()}/random.py`, library: `${library()}/random.py` },
    ]);
  });

  it.each([
    ["a directory without __init__.py, which gives way", "email/messages.py"],
    ["an extension module of another Python", "math.cpython-39-x86_64-linux-gnu.so"],
    ["a file that is no module", "random.txt"],
    ["a module below a directory", "deep/random.py"],
    ["what every Python has loaded before", "os.py"],
    ["a name with another one behind a dot", "random.old.py"],
  ])("are none of %s", (_what, file) => {
    const app = at("app");
    put(join(app, file));
    expect(shadowsOn(look([app]), pathWith(app))).toEqual([]);
  });

  it("are not known where a directory may not be looked into, or has more names than are looked at", () => {
    const denied = `at\tdenied\t/srv/app\t\nat\tdirectory\t/l\t\nend\nat\tdirectory\t/l/lib-dynload\t\nend`;
    const section = sectionOf("packages", { directories: denied, imports: "end" });
    expect(shadowsOn(section, ["/srv/app", "/l", "/l/lib-dynload"])).toMatchObject({ outcome: "denied" });
    const app = at("app");
    mkdirSync(app);
    spawnSync("sh", ["-c", 'cd "$1" && seq -f p%.0f.py 2010 | xargs touch', "sh", app]);
    const cut = look([app]);
    expect(shadowsOn(cut, pathWith(app))).toMatchObject({ outcome: "failed" });
    expect(shadowsOn(cut, pathWith())).toEqual([]);
    const older = sectionOf("packages", { directories: denied });
    expect(shadowsOn(older, ["/l", "/l/lib-dynload"])).toMatchObject({ outcome: "failed" });
  });
});

describe("modules of one name", () => {
  it("are told where one of them is the project's own, whichever comes first", () => {
    const [first, second] = [at("first"), at("second")];
    put(`${first}/settings.py`, `${second}/settings.py`, `${second}/redis.py`, `${second}/random.py`);
    put(`${site()}/redis/__init__.py`, `${site()}/single.py`);
    const section = look([first, second]);
    const behind = { module: "redis", file: `${second}/redis.py`, hidden: `${site()}/redis/__init__.py` };
    const settings = {
      module: "settings",
      file: `${first}/settings.py`,
      hidden: `${second}/settings.py`,
    };
    expect(hiddenOn(section, pathWith(first, second))).toEqual([settings, behind]);
    // As an editable installation adds it: then the packages and the standard library hide the project's.
    const added = [...pathWith(first), second];
    expect(hiddenOn(section, added)).toEqual([
      settings,
      { module: "random", file: `${library()}/random.py`, hidden: `${second}/random.py` },
      { module: "redis", file: `${site()}/redis/__init__.py`, hidden: `${second}/redis.py` },
    ]);
  });

  it("are none where two names lead to one directory", () => {
    const [app, link] = [at("app"), at("link")];
    put(`${app}/shop.py`);
    symlinkSync(app, link);
    const section = look([app, link]);
    expect(hiddenOn(section, pathWith(app, link))).toEqual([]);
  });
});

const FIND = `import importlib.machinery as m, json, sys
asked = json.load(sys.stdin)
def origin(name, path):
    spec = m.PathFinder.find_spec(name, path)
    return spec.origin if spec and spec.has_location else None
print(json.dumps([origin(*each) for each in asked]))`;

const python = spawnSync("python3", [
  "-c",
  "import sys, importlib.machinery as m; print(m.EXTENSION_SUFFIXES[0])",
]);

describe("what is told of a search path", () => {
  it.skipIf(python.status !== 0)(
    "is what Python's own finder takes first, and all of it",
    () => {
      const suffix = String(python.stdout).trim();
      const names = ["random", "email", "math", "shop", "redis"];
      const forms = [".py", "/__init__.py", suffix, ".abi3.so", ".so", "/data.txt", ".txt", ".old.py"];
      const one = fc.record({
        place: fc.constantFrom("a", "b", "site"),
        name: fc.constantFrom(...names),
        form: fc.constantFrom(...forms),
      });
      const order = fc.constantFrom(
        ["a", "b", "L", "site"],
        ["b", "L", "site", "a"],
        ["site", "L", "a", "b"],
      );
      fc.assert(
        fc.property(fc.array(one, { minLength: 1, maxLength: 12 }), order, (all, places) => {
          for (const each of ["a", "b", "lib/python3.11/site-packages"])
            rmSync(at(each), { recursive: true, force: true });
          rmSync(`${library()}/lib-dynload`, { recursive: true });
          put(`${library()}/lib-dynload/_ctypes${suffix}`, `${library()}/lib-dynload/math${suffix}`);
          for (const each of [at("a"), at("b"), site()]) mkdirSync(each, { recursive: true });
          const where: Record<string, string> = { a: at("a"), b: at("b"), site: site() };
          for (const { place, name, form } of all) {
            const file = `${where[place]}/${name}${form}`;
            put(file);
          }
          const path = places.flatMap((each) =>
            each === "L" ? [library(), `${library()}/lib-dynload`] : (where[each] ?? []),
          );
          const groups = places.map((each) =>
            each === "L" ? [library(), `${library()}/lib-dynload`] : [where[each] ?? ""],
          );
          const asked = names.flatMap((name) => groups.map((group) => [name, group]));
          const run = spawnSync("python3", ["-I", "-c", FIND], {
            encoding: "utf8",
            input: JSON.stringify(asked),
          });
          const found = JSON.parse(run.stdout) as (string | null)[];
          const expected = { shadowed: [] as ShadowedModule[], hidden: [] as HiddenModule[] };
          names.forEach((module, index) => {
            const files = found.slice(index * groups.length, (index + 1) * groups.length);
            files.forEach((file, first) => {
              files.forEach((hidden, second) => {
                if (first >= second || file === null || hidden === null) return;
                const pair = [places[first], places[second]];
                if (places[second] === "L") expected.shadowed.push({ module, file, library: hidden });
                else if (pair.some((each) => each === "a" || each === "b"))
                  expected.hidden.push({ module, file, hidden });
              });
            });
          });
          const section = look([at("a"), at("b")]);
          const sorted = (records: readonly object[]) => records.map((each) => JSON.stringify(each)).sort();
          expect(sorted(shadowsOn(section, path))).toEqual(sorted(expected.shadowed));
          expect(sorted(hiddenOn(section, path))).toEqual(sorted(expected.hidden));
        }),
        { numRuns: 25 },
      );
    },
    60_000,
  );

  it("tells of a host's lines only modules of their own directories, whatever they hold", () => {
    const field = fc.constantFrom(
      "random",
      "/a/random.py",
      "/a",
      "/etc/shadow",
      "../x",
      "",
      "/b",
      "/b/random.py",
      "\u001b[2J",
    );
    const line = fc.tuple(fc.constantFrom("in", "both", "cut", "end"), fc.array(field, { maxLength: 5 }));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const text = lines.map(([kind, fields]) => [kind, ...fields].join("\t")).join("\n");
        const { twice = [] } = importsIn(sectionOf("packages", { imports: text })) ?? {};
        for (const { module, directory, file, otherDirectory, otherFile } of twice) {
          expect(module).toMatch(/^[A-Za-z_]\w*$/);
          expect(file.startsWith(`${directory}/`) && otherFile.startsWith(`${otherDirectory}/`)).toBe(true);
        }
      }),
    );
  });
});
