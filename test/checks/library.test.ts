import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { budgetOfHost } from "../../src/base/budget.js";
import type { Known } from "../../src/checks/check.js";
import { pythonVersion, readDynamic } from "../../src/checks/library/dynamic.js";
import { parse } from "../../src/checks/library/parse.js";
import { pythonIn, refusedByMusl, traced } from "../../src/checks/library/trace.js";
import { ownVersions } from "../../src/checks/library/versions.js";
import { sectionOf } from "../support/section.js";

describe("readDynamic", () => {
  it("reads readelf", () => {
    const text = `
Dynamic section at offset 0x3bed8 contains 28 entries:
  Tag        Type                         Name/Value
 0x0000000000000001 (NEEDED)             Shared library: [libpython3.11.so.1.0]
 0x0000000000000001 (NEEDED)             Shared library: [libc.so.6]
 0x000000000000000e (SONAME)             Library soname: [mod_wsgi.so]
 0x000000000000001d (RUNPATH)            Library runpath: [/usr/lib/x86_64-linux-gnu:/opt/app/venv/lib/python3.11/config]`;
    expect(readDynamic(text)).toEqual({
      needed: ["libpython3.11.so.1.0", "libc.so.6"],
      rpath: "",
      runpath: "/usr/lib/x86_64-linux-gnu:/opt/app/venv/lib/python3.11/config",
    });
  });

  it("reads objdump and the words that the script prints without binutils", () => {
    const objdump =
      "mod_wsgi.so:     file format elf64-x86-64\n\nDynamic Section:\n  NEEDED               libpython3.9.so.1.0\n  RPATH                /opt/liba\n";
    expect(readDynamic(objdump)).toEqual({
      needed: ["libpython3.9.so.1.0"],
      rpath: "/opt/liba",
      runpath: "",
    });
    expect(readDynamic("(NEEDED) [libpython3.9.so.1.0]\n(RPATH) [/opt/liba]\n")).toEqual({
      needed: ["libpython3.9.so.1.0"],
      rpath: "/opt/liba",
      runpath: "",
    });
  });

  it("does not take other output for a dynamic section", () => {
    expect(readDynamic("readelf: Error: Not an ELF file")).toBeUndefined();
    expect(readDynamic("")).toBeUndefined();
  });
});

describe("pythonVersion", () => {
  it.each([
    ["libpython3.11.so.1.0", "3.11"],
    ["libpython3.7m.so.1.0", "3.7"],
    ["libpython2.7.so.1.0", "2.7"],
    ["/usr/lib/libpython3.13t.so", "3.13"],
    ["/System/Library/Frameworks/Python.framework/Versions/2.6/Python", "2.6"],
    ["/Library/Developer/CommandLineTools/Library/Frameworks/Python3.framework/Versions/3.9/Python3", "3.9"],
    ["@rpath/Python3.framework/Versions/3.9/Python3", "3.9"],
    ["/Library/Frameworks/PythonT.framework/Versions/3.13/PythonT", "3.13"],
    ["libpython3.so", undefined],
    ["libc.so.6", undefined],
    ["libpythonish3.11.so", undefined],
  ])("%s is %s", (name, version) => {
    expect(pythonVersion(name)).toBe(version);
  });
});

describe("pythonIn", () => {
  it.each([
    [
      "glibc",
      "\tlibpython3.11.so.1.0 => /lib/x86_64-linux-gnu/libpython3.11.so.1.0 (0x00007f82a5f24000)",
      "/lib/x86_64-linux-gnu/libpython3.11.so.1.0",
    ],
    [
      "not found, which exits 0",
      "\tlibpython3.7m.so.1.0 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x00007f10bf335000)",
      "not found",
    ],
    [
      "musl",
      "Error loading shared library libpython3.12.so.1.0: No such file or directory (needed by mod_wsgi.so)",
      "not found",
    ],
    [
      "otool",
      "mod_wsgi.so:\n\t/System/Library/Frameworks/Python.framework/Versions/2.6/Python (compatibility version 2.6.0, current version 2.6.1)",
      "/System/Library/Frameworks/Python.framework/Versions/2.6/Python",
    ],
    [
      "a path with a blank",
      "\tlibpython3.9.so.1.0 => /opt/my python/libpython3.9.so.1.0 (0x0000000800e00000)",
      "/opt/my python/libpython3.9.so.1.0",
    ],
  ])("reads %s", (_name, text, path) => {
    expect(pythonIn(text)?.path).toBe(path);
  });

  it("is refused by musl for another reason than that it is not there, which is not said to be missing", () => {
    const line = (reason: string, name = "libpython3.12.so.1.0") =>
      `Error loading shared library ${name}: ${reason} (needed by mod_wsgi.so)`;
    fc.assert(
      fc.property(fc.constantFrom("Permission denied", "Exec format error", "Out of memory"), (reason) => {
        expect(pythonIn(line(reason))).toBeUndefined();
        expect(refusedByMusl(line(reason))).toBe(line(reason));
        expect(refusedByMusl(line(reason, "libz.so.1"))).toBeUndefined();
      }),
    );
    expect(refusedByMusl(line("No such file or directory"))).toBeUndefined();
  });

  it("takes no address of FreeBSD's for a path", () => {
    const address = fc.oneof(
      fc.constant("0"),
      fc.nat().map((n) => `0x${n.toString(16)}`),
      fc.nat().map(String),
    );
    fc.assert(
      fc.property(
        address,
        fc.constantFrom("not found", "/usr/local/lib/libpython3.9.so.1.0"),
        (at, found) => {
          const line = `\tlibpython3.9.so.1.0 => ${found} (${at})\n\tlibthr.so.3 => /lib/libthr.so.3 (0x801200000)`;
          expect(pythonIn(line)?.path).toBe(found);
        },
      ),
    );
  });

  it("finds none where there is none", () => {
    expect(pythonIn("\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f3ac6905000)")).toBeUndefined();
    expect(traced("\tnot a dynamic executable")).toBe(false);
    expect(traced("\tlinux-vdso.so.1 (0x00007f3ac6b32000)")).toBe(true);
  });
});

describe("ownVersions", () => {
  it("tells mod_wsgi from the Python that the file needs", () => {
    expect(ownVersions(["3.11.1", "4.9.4"], "3.11")).toEqual({ wsgi: "4.9.4", python: "3.11.1" });
    expect(ownVersions(["3.13.2", "5.0.2"], "3.13")).toEqual({ wsgi: "5.0.2", python: "3.13.2" });
    expect(ownVersions(["3.4.1", "3.4.9"], "3.4")).toMatchObject({ python: "3.4.1" });
  });

  it("finds Python inside a static build, whatever other versions it holds", () => {
    expect(ownVersions(["3.11.2", "3.2.0", "4.9.4"], undefined)).toEqual({ wsgi: "4.9.4", python: "3.11.2" });
  });

  it("claims nothing it does not see", () => {
    expect(ownVersions([], "3.11")).toEqual({});
  });
});

describe("the library that Apache finds", () => {
  const section = sectionOf("library", {
    module: "/etc/httpd/modules/mod_wsgi.so",
    listing: "-rwxr-xr-x. 1 root root 300000 Jan  1 2024 /etc/httpd/modules/mod_wsgi.so",
    dynamic: " 0x0000000000000001 (NEEDED)             Shared library: [libpython3.9.so.1.0]",
    clean: "\tlibpython3.9.so.1.0 => /lib64/libpython3.9.so.1.0 (0x00007f82a5f24000)",
  });
  const pathApache = (source: string, running: boolean) => {
    const apache = sectionOf("apache", { "environment-source": `${source}\n` });
    const known: Known = { "modules.wsgi": "shared", "apache.running": running };
    return parse({
      section,
      known,
      other: (check) => (check === "apache" ? apache : undefined),
      budget: budgetOfHost(),
    })["python.library.path_apache"];
  };

  it("is unknown while an Apache runs whose environment nothing tells", () => {
    expect(pathApache("none", true)).toMatchObject({ outcome: "denied" });
  });

  it.each([
    ["unit", true],
    ["envvars", true],
    ["none", false],
  ])(
    "is the one without LD_LIBRARY_PATH where the environment (%s, running %s) has none",
    (source, running) => {
      expect(pathApache(source, running)).toBe("/lib64/libpython3.9.so.1.0");
    },
  );
});
