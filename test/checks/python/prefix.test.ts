import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compiledPrefix, fallbackPrefix } from "../../../src/checks/python/prefix.js";
import type { Section } from "../../../src/model/snapshot.js";

const sectionOf = (check: string, name: string, stdout: string, stderr = ""): Section => ({
  check,
  installation: 1,
  parts: [{ name, stdout, stderr, status: 0 }],
  status: 0,
  timedOut: false,
});

const library = (path: string, words: readonly string[]) =>
  sectionOf("library", "library", `${[path, "3.11.2", ...words].join("\n")}\n`);

const segment = fc.stringMatching(/^[a-z][a-z0-9.-]{0,8}$/).filter((name) => !name.startsWith("lib"));
const root = fc.array(segment, { minLength: 1, maxLength: 3 }).map((names) => `/${names.join("/")}`);
const below = fc.constantFrom("lib", "lib64", "lib/x86_64-linux-gnu");

describe("the prefix that is compiled into a Python library", () => {
  it("is a text of the library that names a directory above it, by whatever name", () => {
    fc.assert(
      fc.property(root, root, below, (place, compiled, at) => {
        const path = `${place}/${at}/libpython3.11.so.1.0`;
        const told = library(path, [`compiled ${compiled}`, `prefix ${compiled}`]);
        expect(compiledPrefix(path, told)).toBe(compiled);
      }),
    );
  });

  it("is not where a library lies that was moved there", () => {
    fc.assert(
      fc.property(root, root, below, (place, compiled, at) => {
        const path = `${place}/${at}/libpython3.11.so.1.0`;
        expect(compiledPrefix(path, library(path, [`compiled ${compiled}`]))).toMatchObject({
          outcome: "failed",
        });
      }),
    );
  });

  it("is where the library lies if its texts are not known, and nowhere if there is no library", () => {
    const path = "/opt/python/lib/libpython3.11.so.1.0";
    expect(compiledPrefix(path, library(path, []))).toBe("/opt/python");
    expect(compiledPrefix("not found", undefined)).toMatchObject({ outcome: "failed" });
    expect(compiledPrefix(undefined, undefined)).toMatchObject({ outcome: "failed" });
  });

  it("is the framework of macOS", () => {
    const framework = "/opt/homebrew/opt/python@3.14/Frameworks/Python.framework/Versions/3.14";
    expect(compiledPrefix(`${framework}/Python`, undefined)).toBe(framework);
  });

  it("is no last resort where it was looked for a standard library and there is none", () => {
    const missing = "ls: cannot access '/opt/py/lib/python3.11/os.py': No such file or directory";
    const looked = (stdout: string, stderr: string) =>
      sectionOf("python", "standard-landmarks", stdout, stderr);
    expect(fallbackPrefix("/opt/py", looked("", missing), "3.11")).toMatchObject({ outcome: "absent" });
    expect(fallbackPrefix("/opt/py", looked("/opt/py/lib64/python3.11/os.py", missing), "3.11")).toBe(
      "/opt/py",
    );
    expect(fallbackPrefix("/opt/py", looked("", "ls: /opt/py/lib: Permission denied"), "3.11")).toBe(
      "/opt/py",
    );
  });

  it("is none where nothing of what is compiled in has a standard library, and not known where another has", () => {
    const looked = (stdout: string) => sectionOf("python", "compiled-landmarks", stdout);
    fc.assert(
      fc.property(root, root, below, (prefix, other, at) => {
        fc.pre(!`${other}/`.startsWith(`${prefix}/`));
        expect(fallbackPrefix(prefix, looked("\n"), "3.11")).toMatchObject({ outcome: "absent" });
        expect(fallbackPrefix(prefix, looked(`${prefix}/${at}/python3.11/os.py\n`), "3.11")).toBe(prefix);
        // A zip file will do, and what the login may not see is not missing.
        expect(fallbackPrefix(prefix, looked(`${prefix}/${at}/python311.zip\n`), "3.11")).toBe(prefix);
        expect(fallbackPrefix(prefix, looked(`${prefix}/${at}/os.py\t${prefix}\n`), "3.11")).toBe(prefix);
        const elsewhere = looked(`${other}/${at}/python3.11/os.py\n`);
        expect(fallbackPrefix(prefix, elsewhere, "3.11")).toMatchObject({ outcome: "failed" });
      }),
    );
  });
});
