import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frameworkOf } from "../../../src/checks/library/dynamic.js";
import { placed } from "../../../src/checks/library/mach.js";
import type { Part, Section } from "../../../src/model/snapshot.js";

const MODULE = "/opt/site/mod_wsgi/server/mod_wsgi-py39.so";
const PROGRAM = "/opt/httpd/bin/httpd";

const rpaths = (paths: readonly string[]) =>
  `Load command 3\n          cmd LC_LOAD_DYLIB\n      cmdsize 56\n         name @rpath/x (offset 24)\n${paths
    .map(
      (path) =>
        `Load command 9\n          cmd LC_RPATH\n      cmdsize 40\n         path ${path} (offset 12)\n`,
    )
    .join("")}`;

interface Seen {
  module?: readonly string[];
  program?: readonly string[];
  /** What is there; undefined where it was not looked. */
  there?: readonly string[];
  stderr?: string;
}

function sectionOf({ module = [], program = [], there, stderr = "" }: Seen): Section {
  const part = (name: string, stdout: string): Part => ({ name, stdout, stderr: "", status: 0 });
  const parts = [part("dynamic", rpaths(module)), part("program-dynamic", rpaths(program))];
  const lines = (there ?? [])
    .map((path) => `-rwxr-xr-x  1 root  wheel  4063 Jan  9 10:02 ${path}\n`)
    .join("");
  if (there) parts.push({ name: "placed", stdout: lines, stderr, status: 0 });
  return { check: "library", installation: 1, parts, status: 0, timedOut: false };
}

const find = (name: string, seen: Seen) => placed(name, sectionOf(seen), MODULE, PROGRAM);

const frameworks = ["Python", "Python3", "PythonT"].map((name) => `${name}.framework/Versions/3.9/${name}`);

describe("a library that a module of macOS names", () => {
  it.each(frameworks)("is its own framework's: %s", (framework) => {
    expect(frameworkOf(`/Library/Frameworks/${framework}`)).toBe(
      `/Library/Frameworks/${framework.slice(0, framework.lastIndexOf("/"))}`,
    );
    expect(find(`/opt/F/${framework}`, { there: [`/opt/F/${framework}`] })).toBe(`/opt/F/${framework}`);
    expect(find(`/opt/F/${framework}`, { there: [] })).toBe("not found");
    expect(find(`/opt/F/${framework}`, { there: [`/Library/Frameworks/${framework}`] })).toBe(
      `/Library/Frameworks/${framework}`,
    );
  });

  it("is found by the search paths of the module and the program, in their order, and by no others", () => {
    const directory = fc.constantFrom(
      "/a",
      "/b",
      "/c",
      "@loader_path/../lib",
      "@executable_path/../Frameworks",
    );
    const paths = fc.uniqueArray(directory, { maxLength: 3 });
    const real = (path: string, of: string) =>
      path.replace("@loader_path", of).replace("@executable_path", "/opt/httpd/bin");
    fc.assert(
      fc.property(
        paths,
        paths,
        fc.nat(5),
        fc.constantFrom(...frameworks),
        (module, program, nth, framework) => {
          const all = [
            ...new Set([
              ...module.map((path) => real(path, "/opt/site/mod_wsgi/server")),
              ...program.map((path) => real(path, "/opt/httpd/bin")),
            ]),
          ].map((path) => `${path}/${framework}`);
          const there = all.slice(nth % (all.length + 1));
          expect(find(`@rpath/${framework}`, { module, program, there })).toBe(there[0] ?? "not found");
        },
      ),
    );
  });

  it("is not found without LC_RPATH, and not told where several may be it and nobody looked", () => {
    const name = `@rpath/${frameworks[1]}`;
    expect(find(name, {})).toBe("not found");
    expect(find(name, { module: ["/a"] })).toBe(`/a/${frameworks[1]}`);
    expect(find(name, { module: ["/a", "/b"] })).toBeUndefined();
  });

  it("may be where the login does not look, or in the loader's cache", () => {
    const denied = { there: [], stderr: "ls: /Users/x/P: Permission denied" };
    expect(find("/Users/x/Python.framework/Versions/3.9/Python", denied)).toBeUndefined();
    const own = "/System/Library/Frameworks/Python.framework/Versions/2.7/Python";
    expect(find(own, { there: [] })).toBe(own);
  });
});
