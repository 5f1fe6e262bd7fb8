import { spawnSync } from "node:child_process";
import {
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
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import {
  byteCodeOn,
  type Extensions,
  extensionsIn,
  foreignOn,
} from "../../../src/checks/packages/extensions.js";
import { sectionOf } from "../../support/section.js";
import { packagesShell } from "../../support/shared-shell.js";
import { shells } from "../../support/shells.js";

/** Of the arguments VERSION and DIRECTORIES. */
const SCRIPT = packagesShell(
  'case $1 in directories) shift; "$@" >/dev/null ;; *) shift 3; "$@" ;; esac;',
  "ENVIRONMENT= LISTED= CONFIG= PYTHON=$1",
);

const base = realpathSync(mkdtempSync(join(tmpdir(), "extensions-")));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let number = 0;
let home = "";
const site = () => join(home, "lib/python3.11/site-packages");
const put = (path: string, below = site()) => {
  mkdirSync(dirname(join(below, path)), { recursive: true });
  writeFileSync(join(below, path), "");
};
beforeEach(() => {
  number += 1;
  home = join(base, String(number));
  mkdirSync(site(), { recursive: true });
});

function look(version = "3.11", [program = "sh", ...words]: readonly string[] = ["sh"]): Extensions {
  const directories = `${home}/lib/python${version}/os.py\n${site()}`;
  const run = spawnSync(program, [...words, "-s", `${version}\n${directories}`], {
    encoding: "utf8",
    input: SCRIPT,
  });
  expect(run.stderr).toBe("");
  const found = extensionsIn(sectionOf("packages", { extensions: run.stdout }));
  if (!found) throw new Error("no part");
  return found;
}

const own = (tag: string, version = "3.11") =>
  put(`_ctypes.${tag}.so`, join(home, `lib/python${version}/lib-dynload`));
const modules = ({ foreign }: Extensions) => foreign.map(({ module }) => module).sort();
const LINUX = "cpython-311-x86_64-linux-gnu";

const python = spawnSync("python3", [
  "-c",
  "import importlib.machinery as m, sys; print('%d.%d' % sys.version_info[:2], *m.EXTENSION_SUFFIXES)",
]);

describe("extension modules", () => {
  it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
    "that no name of this Python stands for are told, with what else there is, under %s",
    (_, shell) => {
      own(LINUX);
      for (const name of [
        `numpy/core/_multi.${LINUX}.so`,
        "lxml/etree.abi3.so",
        "plain.so",
        `both.${LINUX}.so`,
      ])
        put(name);
      for (const name of ["both", "old", "deep/er/old"]) put(`${name}.cpython-39-x86_64-linux-gnu.so`);
      put("musl.cpython-311-x86_64-linux-musl.so");
      put("small.cpython-311-i386-linux-gnu.so");
      put("with source.cpython-39-x86_64-linux-gnu.so");
      put("with source.py");
      put("bundle.libs/libexpat-5f1e0c4d.so.1");
      put("bundle.libs/libjpeg-77ae51ab.so.62");
      symlinkSync(
        "old.cpython-39-x86_64-linux-gnu.so",
        join(site(), "linked.pypy310-pp73-x86_64-linux-gnu.so"),
      );
      const found = look("3.11", shell);
      expect(found.own).toBe(LINUX);
      expect(modules(found)).toEqual(["deep/er/old", "linked", "musl", "old", "small"]);
      expect(found.isWhole).toBe(true);
      expect(found.bundled.map(({ file }) => file)).toEqual([
        join(site(), "bundle.libs/libexpat-5f1e0c4d.so.1"),
      ]);
      const counted = found.tags.filter(({ directory }) => directory === site());
      expect(Object.fromEntries(counted.map(({ tag, files }) => [tag, files]))).toMatchObject({
        [LINUX]: 2,
        "cpython-39-x86_64-linux-gnu": 4,
        abi3: 1,
        "": 1,
      });
    },
  );

  it.each([
    [
      "of the free-threaded build takes no stable ABI",
      "cpython-313t-x86_64-linux-gnu",
      "3.13",
      ["abi", "release"],
    ],
    ["of a debug build takes those of the release", "cpython-313d-x86_64-linux-gnu", "3.13", ["free"]],
    ["without any of its own goes by its version", "", "3.13", []],
  ])("Python %s", (_what, tag, version, expected) => {
    if (tag) own(tag, version);
    put("abi.abi3.so");
    put("free.cpython-313t-x86_64-linux-gnu.so");
    put("release.cpython-313-x86_64-linux-gnu.so");
    // Without lib-dynload nothing tells the free-threaded one from the other.
    expect(modules(look(version)).filter((name) => tag !== "" || name !== "free")).toEqual(expected);
  });

  it.skipIf(python.status !== 0)(
    "are loadable by the names that Python itself tries, and by no others",
    () => {
      const [version = "", first = "", ...others] = String(python.stdout).trim().split(" ");
      own(first.slice(1, -3), version);
      const strange = [".cpython-38-x86_64-linux-gnu.so", ".pypy39-pp73-x86_64-linux-gnu.so"];
      const suffix = fc.constantFrom(first, ...others, ...strange);
      fc.assert(
        fc.property(fc.array(suffix, { minLength: 1, maxLength: 3 }), (suffixes) => {
          rmSync(site(), { recursive: true });
          for (const each of suffixes) put(`module${each}`);
          const loads = suffixes.some((each) => !strange.includes(each));
          expect(modules(look(version))).toEqual(loads ? [] : ["module"]);
        }),
        { numRuns: 15 },
      );
    },
  );

  it("are counted where there are too many to name", () => {
    own(LINUX);
    for (let at = 0; at < 130; at += 1) put(`m${at}.cpython-39-x86_64-linux-gnu.so`);
    const { foreign } = look();
    expect(foreign.reduce((sum, { files }) => sum + files, 0)).toBe(130);
    expect(foreign.filter(({ module }) => module !== "")).toHaveLength(100);
  });

  it("are told of the directories of one search path", () => {
    const text = `own\t${LINUX}\nx\t/a/site-packages\tcpython-39-x\tone\nx\t/b/site-packages\tcpython-39-x\ttwo\nend`;
    const directories = "at\tdirectory\t/a/site-packages\t\nend\nat\tdenied\t/c/site-packages\t";
    const on = foreignOn(sectionOf("packages", { directories, extensions: text }));
    expect(on(["/usr/lib/python3.11", "/a/site-packages"])).toMatchObject([{ module: "one" }]);
    expect(on(["/c/site-packages"])).toMatchObject({ outcome: "denied" });
    expect(on({ outcome: "absent", reason: "no" })).toMatchObject({ outcome: "absent" });
  });

  it("are unknown where the time was over, and of a script that did not look", () => {
    const late = { stdout: `own\t${LINUX}\n`, status: 124 };
    expect(foreignOn(sectionOf("packages", { directories: "", extensions: late }))([])).toMatchObject({
      outcome: "failed",
    });
    expect(foreignOn(sectionOf("packages", { directories: "" }))([])).toMatchObject({ outcome: "failed" });
  });
});

/** What the two bytes of a magic number and the rest of the line are in some releases. */
const MAGIC = { "3.9": [97, 13, 13, 10], "3.11": [167, 13, 13, 10], "3.12": [203, 13, 13, 10] } as const;
const code = (path: string, version: keyof typeof MAGIC, below = site()) => {
  put(path, below);
  writeFileSync(join(below, path), Buffer.from([...MAGIC[version], 0, 0, 0, 0, 10, 0, 227]));
};
const codes = (found: Extensions) =>
  found.code.map(({ module, made_for, imported }) => `${module} ${made_for} ${imported}`).sort();

describe("byte code without a source", () => {
  const ofLibrary = () => {
    own(LINUX);
    code("__pycache__/os.cpython-311.pyc", "3.11", join(home, "lib/python3.11"));
  };

  it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
    "is told where this Python does not load it, under %s",
    (_, shell) => {
      ofLibrary();
      code("pkg/old.pyc", "3.9");
      code("pkg/young er.pyc", "3.12");
      code("pkg/own.pyc", "3.11");
      code("pkg/with_source.pyc", "3.9");
      put("pkg/with_source.py");
      code("pkg/as_package.pyc", "3.9");
      put("pkg/as_package/__init__.py");
      put("pkg/__pycache__/gone.cpython-39.pyc");
      put("pkg/__pycache__/gone.cpython-39.opt-1.pyc");
      put("pkg/__pycache__/kept.cpython-39.pyc");
      put("pkg/kept.py");
      // Left of its own as much as of others, and found nowhere.
      put("pkg/__pycache__/gone.cpython-311.pyc");
      put("empty.pyc");
      symlinkSync("/etc/passwd", join(site(), "linked.pyc"));
      const found = look("3.11", shell);
      expect(codes(found).filter((each) => !/^pkg\/(old|own|young)/.test(each))).toEqual([
        "empty unknown unknown",
        "linked unknown unknown",
        "pkg/gone cpython-39 never",
      ]);
      const compared = codes(found).filter((each) => /^pkg\/(old|own|young)/.test(each));
      // It takes in no bytes that are no characters.
      if (shell[0] === "yash")
        expect(found.code.filter(({ imported }) => imported === "refused")).toEqual([]);
      else
        expect(compared).toEqual(["pkg/old another Python refused", "pkg/young er another Python refused"]);
    },
  );

  it("waits for no pipe, and reads no large file", () => {
    ofLibrary();
    spawnSync("mkfifo", [join(site(), "pipe.pyc")]);
    writeFileSync(join(site(), "large.pyc"), Buffer.alloc(1_100_000, 97));
    expect(codes(look())).toEqual(["large unknown unknown", "pipe unknown unknown"]);
  });

  it("is not known to be another's where the standard library has none to compare it with", () => {
    own(LINUX);
    code("one.pyc", "3.9");
    expect(codes(look())).toEqual(["one unknown unknown"]);
  });

  it("costs no process where there is none in the place of a source", () => {
    const log = join(home, "started");
    const counting = `ls() { echo ls >>"${log}"; command ls "$@"; }\ncollect_packages`;
    const run = () => {
      writeFileSync(log, "");
      spawnSync("sh", ["-s", `3.11\n${home}/lib/python3.11/os.py\n${site()}`], {
        input: SCRIPT.replace("collect_packages", counting),
      });
      return readFileSync(log, "utf8");
    };
    ofLibrary();
    put("pkg/__pycache__/gone.cpython-39.pyc");
    expect(run()).toBe("");
    code("one.pyc", "3.9");
    code("two.pyc", "3.9");
    expect(run()).toBe("ls\n");
  });

  it("is not said to be none where there is more than is looked at", () => {
    const text = `own\t${LINUX}\nunseen\t/a/site-packages\t12\nend`;
    const directories = "at\tdirectory\t/a/site-packages\t\nend\nat\tdirectory\t/b/site-packages\t\nend";
    const on = byteCodeOn(sectionOf("packages", { directories, extensions: text }));
    expect(on(["/a/site-packages"])).toMatchObject({ outcome: "failed" });
    expect(on(["/b/site-packages"])).toEqual([]);
  });

  const IMPORT = `import sys, importlib
sys.path.insert(0, sys.argv[1])
for name in sys.argv[2:]:
    try: importlib.import_module(name); print(name, "loaded")
    except ModuleNotFoundError: print(name, "never")
    except ImportError as error: print(name, "refused" if "magic" in str(error) else error)`;
  const COMPILE = `import py_compile, sys
py_compile.compile(sys.argv[1], cfile=sys.argv[2], doraise=True)`;
  it.skipIf(python.status !== 0)("is what Python itself refuses to import, or does not find", () => {
    const [version = ""] = String(python.stdout).trim().split(" ");
    const tag = version.replace(".", "");
    const library = join(home, `lib/python${version}`);
    own(`cpython-${tag}-x86_64-linux-gnu`, version);
    put("source.py", home);
    const compile = (to: string) => {
      mkdirSync(dirname(to), { recursive: true });
      expect(spawnSync("python3", ["-c", COMPILE, join(home, "source.py"), to]).status).toBe(0);
    };
    compile(join(library, `__pycache__/os.cpython-${tag}.pyc`));
    compile(join(site(), "m_own.pyc"));
    code("m_other.pyc", version === "3.9" ? "3.12" : "3.9");
    put("m_cached.x", site());
    compile(join(site(), "__pycache__/m_cached.cpython-38.pyc"));
    compile(join(site(), "__pycache__/m_source.cpython-38.pyc"));
    put("m_source.py");
    const names = ["m_own", "m_other", "m_cached", "m_source"];
    const truth = spawnSync("python3", ["-I", "-c", IMPORT, site(), ...names], { encoding: "utf8" }).stdout;
    const told = new Map(look(version).code.map(({ module, imported }) => [module, imported]));
    expect(names.map((name) => `${name} ${told.get(name) ?? "loaded"}`).join("\n")).toBe(truth.trim());
  });
});
