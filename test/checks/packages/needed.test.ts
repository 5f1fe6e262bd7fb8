import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type Extensions, extensionsIn, missingOn } from "../../../src/checks/packages/extensions.js";
import { type ElfOptions, elfFile } from "../../support/elf.js";
import { sectionOf } from "../../support/section.js";
import { packagesShell } from "../../support/shared-shell.js";
import { shells } from "../../support/shells.js";

/** Of the arguments: what the check of the Python has told, what that of the library, and Apache's environment. */
const SCRIPT = packagesShell(
  'case $1 in extensions) shift 3; "$@" ;; *) shift; "$@" >/dev/null ;; esac;',
  "LISTED= CONFIG= PYTHON=$1 LIBRARY=$2 ENVIRONMENT=$3",
);

const base = realpathSync(mkdtempSync(join(tmpdir(), "needed-")));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const TAG = "cpython-311-x86_64-linux-gnu";
let number = 0;
let home = "";
const site = () => join(home, "lib/python3.11/site-packages");
const put = (path: string, content: string | Buffer = "") => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
};
const module = (name: string, options: ElfOptions) =>
  put(join(site(), `${name}.${TAG}.so`), elfFile(options));
beforeEach(() => {
  number += 1;
  home = join(base, String(number));
  mkdirSync(site(), { recursive: true });
  put(join(home, `lib/python3.11/lib-dynload/_ctypes.${TAG}.so`), elfFile({ needed: ["libgone.so.9"] }));
});

interface Host {
  shell?: readonly string[];
  library?: string;
  environment?: string;
}

function look({ shell = ["sh"], library = "", environment = "" }: Host = {}): Extensions {
  const [program = "sh", ...words] = shell;
  const python = `3.11\n${home}/lib/python3.11/os.py\n${site()}`;
  const run = spawnSync(program, [...words, "-s", python, library, environment], {
    encoding: "utf8",
    input: SCRIPT,
  });
  expect(run.stderr).toBe("");
  const found = extensionsIn(sectionOf("packages", { extensions: run.stdout }));
  if (!found) throw new Error("no part");
  return found;
}

const told = ({ needed }: Extensions) =>
  needed.map(({ file, library, found }) => `${file.split(".")[0]} ${library} ${found}`).sort();

/** Programs of every Linux with glibc need it. */
const SYSTEM = "libc.so.6";

describe("libraries that extension modules need", () => {
  it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
    "are told where the loader finds none, or the library of another Python, under %s",
    (_, shell) => {
      module("plain", { needed: [SYSTEM] });
      module("bare", { needed: [SYSTEM, "libgone-a.so.5", "libgone+b.so.6"] });
      module("beside/me", { needed: ["libhere.so.1"], runpath: "$ORIGIN/../libs" });
      module("braced", { needed: ["libhere.so.1"], rpath: `/nowhere:\${ORIGIN}/libs` });
      module("elsewhere", { needed: ["libhere.so.1"], rpath: join(home, "other") });
      put(join(site(), "libs/libhere.so.1"));
      put(join(home, "own/libown.so.2"));
      module("by_environment", { needed: ["libown.so.2"] });
      module("own_python", { needed: ["libpython3.11.so.1.0"] });
      module("other_python", { needed: ["libpython3.9.so.1.0"] });
      put(join(home, "py39/libpython3.9.so.1.0"));
      module("found_python", { needed: ["libpython3.9.so.1.0"], rpath: join(home, "py39") });
      module("open", { needed: ["libgone-c.so.1"], runpath: "/opt/$LIB" });
      const found = look({
        shell,
        library: "libpython3.11.so.1.0 => /usr/lib/libpython3.11.so.1.0",
        environment: `LD_LIBRARY_PATH=/nowhere:${home}/own`,
      });
      expect(told(found)).toEqual(
        [
          "bare libgone-a.so.5 not found",
          "bare libgone+b.so.6 not found",
          "other_python libpython3.9.so.1.0 not found",
          `found_python libpython3.9.so.1.0 ${home}/py39/libpython3.9.so.1.0`,
          "open libgone-c.so.1 unknown",
        ].sort(),
      );
      expect(found.unread).toBe(0);
    },
  );

  it("are none that lie beside modules, as packages load these by themselves", () => {
    module("torch/one", { needed: ["libtorch.so", "libnumbered.so.4"] });
    put(join(site(), "torch/lib/libtorch.so"), elfFile({}));
    put(join(site(), "other/libnumbered.so.4"));
    expect(told(look())).toEqual([]);
  });

  it("are read as the file has them, whatever its size, width and order of bytes", () => {
    const options = fc.record({
      bits: fc.constantFrom(32 as const, 64 as const),
      bigEndian: fc.boolean(),
      padding: fc.integer({ min: 0, max: 70 }),
      needed: fc.uniqueArray(fc.stringMatching(/^libgone[a-z_-]{1,9}\.so\.\d{1,3}$/), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(options, { minLength: 1, maxLength: 6 }), (all) => {
        rmSync(site(), { recursive: true });
        for (const [at, each] of all.entries()) module(`m${at}`, each);
        expect(told(look())).toEqual(
          all.flatMap(({ needed }, at) => needed.map((name) => `m${at} ${name} not found`)).sort(),
        );
      }),
      { numRuns: 15 },
    );
  });

  it("are counted as not read where a file is too large, is none, or where there are too many", () => {
    module("large", { needed: ["libgone.so.1"], padding: 300_000 });
    put(join(site(), `text.${TAG}.so`), "no such thing\n".repeat(9));
    spawnSync("mkfifo", [join(site(), `pipe.${TAG}.so`)]);
    symlinkSync("/etc/passwd", join(site(), `link.${TAG}.so`));
    module("small", { needed: ["libgone.so.1"] });
    const found = look();
    expect(told(found)).toEqual(["small libgone.so.1 not found"]);
    expect(found.unread).toBe(4);
    for (let at = 0; at < 70; at += 1) module(`many${at}`, {});
    expect(look().unread).toBe(75 - 60);
  });

  it("cost a process for each module that is read, and a few beside", () => {
    const counting = 'collect_packages >/dev/null; sh -c "echo \\$\\$"';
    const once = () => {
      const first = spawnSync("sh", ["-c", "echo $$"], { encoding: "utf8" });
      const last = spawnSync("sh", ["-s", `3.11\n${home}/lib/python3.11/os.py\n${site()}`], {
        encoding: "utf8",
        input: SCRIPT.replace("collect_packages", counting),
      });
      return Number(last.stdout) - Number(first.stdout);
    };
    // Others start processes meanwhile: the best of a few.
    const best = () => Math.min(...Array.from({ length: 5 }, once));
    const none = best();
    for (let at = 0; at < 50; at += 1) module(`m${at}`, { needed: ["libgone.so.1"] });
    expect(best() - none).toBeLessThan(50 + 15);
  });

  it("are taken from a host's lines only by names that a library can have", () => {
    const text = [
      "l\t/a/site-packages\tm.so\tlibgone.so.1\t-",
      "l\t/a/site-packages\tm.so\t\u001b[2Jx\t/etc",
      "end",
    ];
    const directories = "at\tdirectory\t/a/site-packages\t\nend";
    const on = missingOn(sectionOf("packages", { directories, extensions: text.join("\n") }));
    expect(on(["/a/site-packages"])).toEqual([
      { directory: "/a/site-packages", file: "m.so", library: "libgone.so.1", found: "not found" },
    ]);
  });
});

const BUILD = `set -e
cd "$1"
printf 'int there(void) { return 1; }' >there.c
printf 'int there(void); void *PyInit_%s(void) { there(); return 0; }' m >m.c
mkdir libs
gcc -shared -fPIC there.c -Wl,-soname,libthere-x.so.1 -o libs/libthere-x.so.1
gcc -shared -fPIC m.c libs/libthere-x.so.1 -o "$2/m_without.so"
gcc -shared -fPIC m.c libs/libthere-x.so.1 -Wl,-rpath,"$1/libs" -o "$2/m_with.so"
gcc -shared -fPIC m.c libs/libthere-x.so.1 -Wl,-rpath,'$ORIGIN/../../../libs' -o "$2/m_origin.so"
gcc -shared -fPIC m.c libs/libthere-x.so.1 -Wl,-rpath,'$ORIGIN/none' -o "$2/m_none.so"`;
const IMPORT = `import ctypes, sys
for name in sys.argv[2:]:
    try: ctypes.CDLL(sys.argv[1] + "/" + name + ".so"); print(name, "loaded")
    except OSError as error: print(name, str(error).split(":")[0])`;
const canBuild = ["gcc", "python3"].every((each) => spawnSync(each, ["--version"]).status === 0);

describe("what is told of modules that a compiler has made", () => {
  it.skipIf(!canBuild)("is what the loader says when they are loaded", () => {
    expect(String(spawnSync("sh", ["-c", BUILD, "sh", home, site()]).stderr)).toBe("");
    const names = ["m_without", "m_with", "m_origin", "m_none"];
    // One that is loaded serves all others that need it.
    const loaded = names.map((name) => spawnSync("python3", ["-I", "-c", IMPORT, site(), name]).stdout);
    const missing = new Map(look().needed.map(({ file, library }) => [file.split(".")[0], library]));
    expect(names.map((name) => `${name} ${missing.get(name) ?? "loaded"}\n`)).toEqual(loaded.map(String));
    expect(missing.size).toBe(2);
  });
});
