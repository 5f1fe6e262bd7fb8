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
import { type Extensions, extensionsIn, foreignOn } from "../../../src/checks/packages/extensions.js";
import { sectionOf } from "../../support/section.js";
import { shared } from "../../support/shared-shell.js";
import { shells } from "../../support/shells.js";

const read = (check: string) =>
  readFileSync(new URL(`../../../src/checks/${check}/collect.sh`, import.meta.url), "utf8");

/** Of the arguments VERSION and DIRECTORIES. */
const SCRIPT = `${shared}\n${read("python")}\n${read("packages")}
part() { case $1 in directories) shift; "$@" >/dev/null ;; *) shift 3; "$@" ;; esac; }
ENVIRONMENT= LISTED= CONFIG= PYTHON=$1
collect_packages`;

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

  const python = spawnSync("python3", [
    "-c",
    "import importlib.machinery as m, sys; print('%d.%d' % sys.version_info[:2], *m.EXTENSION_SUFFIXES)",
  ]);
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
