import { describe, expect, it } from "vitest";
import { denied } from "../../src/checks/check.js";
import type { HomeEvidence } from "../../src/checks/python/evidence.js";
import { readSettings } from "../../src/checks/python/evidence.js";
import {
  predictHome,
  predictPath,
  predictProgram,
  prefixOfLibrary,
} from "../../src/checks/python/predict.js";

const around = { version: "3.9", pythonHome: undefined, compiledPrefix: "/usr" };

const home = (path: string, evidence: Partial<HomeEvidence> = {}): HomeEvidence => ({
  path,
  settings: undefined,
  settingsGap: undefined,
  denied: false,
  exists: true,
  isDirectory: true,
  hasLibrary: false,
  versions: [],
  moduleDirectories: [],
  baseRoots: [],
  baseExists: true,
  ...evidence,
});

const settings = (text: string) => readSettings(text);

/** Each row is what a live interpreter answered for such a home. */
describe("predictHome", () => {
  it("takes a virtual environment, and the base that its settings lead to", () => {
    const venv = home("/opt/v_good", {
      settings: settings("home = /usr/bin\nversion = 3.9.2\n"),
      baseRoots: ["/usr"],
    });
    expect(predictHome(venv, around)).toEqual({ prefix: "/opt/v_good", base: "/usr" });
    const foreign = home("/opt/v_fromfake", {
      settings: settings("home = /opt/fake/bin\n"),
      baseRoots: ["/opt/fake"],
    });
    expect(predictHome(foreign, around)).toEqual({ prefix: "/opt/v_fromfake", base: "/opt/fake" });
  });

  it("falls back to the compiled-in prefix when the base has vanished", () => {
    const broken = home("/opt/v_brokenbase", { settings: settings("home = /gone/bin\n"), baseExists: false });
    expect(predictHome(broken, around)).toEqual({ prefix: "/opt/v_brokenbase", base: "/usr" });
  });

  it("lets PYTHONHOME change the base of a virtual environment", () => {
    const venv = home("/opt/v_good", { settings: settings("home = /usr/bin\n"), baseRoots: ["/usr"] });
    expect(predictHome(venv, { ...around, pythonHome: "/opt/fake" })).toEqual({
      prefix: "/opt/v_good",
      base: "/opt/fake",
    });
  });

  it.each([
    ["a path that is not there", { exists: false }, /does not exist/],
    ["bin/python instead of the directory", { isDirectory: false }, /not a directory/],
    ["an empty directory", {}, /no standard library of Python 3\.9$/],
    ["a home of another version", { versions: ["3.11"] }, /of Python 3\.9, only directories of 3\.11$/],
    [
      "a home of which only packages are left",
      { versions: ["3.9"] },
      /lib\/python3\.9 holds no standard library$/,
    ],
  ])("calls %s unusable", (_name, evidence, reason) => {
    expect(predictHome(home("/x", evidence), around).problem).toMatch(reason);
  });

  it.each([
    ["a private directory", { denied: true }, /may not look/],
    ["an unreadable pyvenv.cfg", { settingsGap: denied("/x/pyvenv.cfg: Permission denied") }, /denied/],
  ])("cannot tell about %s", (_name, evidence, reason) => {
    const { problem, unseen } = predictHome(home("/x", evidence), around);
    expect(problem).toBeUndefined();
    expect(unseen?.reason).toMatch(reason);
  });

  it("believes a plain home with the standard library", () => {
    expect(predictHome(home("/opt/fake", { hasLibrary: true }), around)).toEqual({
      prefix: "/opt/fake",
      base: "/opt/fake",
    });
  });
});

describe("predictProgram", () => {
  const program = (path: string | undefined, roots: string[], text?: string) => ({
    path,
    roots,
    settingsGap: undefined,
    settings: text === undefined ? undefined : settings(text),
  });

  it("searches upwards from the first python on Apache's PATH, else takes the compiled-in prefix", () => {
    expect(predictProgram(program("/opt/fake/bin/python3", ["/opt/fake"]), [], around).prefix).toBe(
      "/opt/fake",
    );
    expect(predictProgram(program("/opt/fakenolib/bin/python3", []), [], around).prefix).toBe("/usr");
    expect(predictProgram(program(undefined, []), [], around).prefix).toBe("/usr");
  });

  it("finds a virtual environment beside that python", () => {
    const found = predictProgram(
      program("/opt/v_good/bin/python3", ["/usr"], "home = /usr/bin\n"),
      ["/usr"],
      around,
    );
    expect(found).toEqual({ prefix: "/opt/v_good", base: "/usr" });
  });
});

describe("predictPath", () => {
  it("gives Debian's order for the system, and the environment's own for a virtual one", () => {
    const system = predictPath(
      { prefix: "/usr", base: "/usr" },
      {
        version: "3.9",
        libraryDirectory: "lib",
        pythonPath: "/srv/x",
        modules: ["/usr/lib/python3/dist-packages", "/usr/local/lib/python3.9/dist-packages"],
        systemModules: undefined,
      },
    );
    expect(system).toEqual([
      "/srv/x",
      "/usr/lib/python39.zip",
      "/usr/lib/python3.9",
      "/usr/lib/python3.9/lib-dynload",
      "/usr/local/lib/python3.9/dist-packages",
      "/usr/lib/python3/dist-packages",
    ]);
    const venv = predictPath(
      { prefix: "/opt/v_otherver", base: "/usr" },
      {
        version: "3.9",
        libraryDirectory: "lib",
        pythonPath: undefined,
        modules: [],
        systemModules: undefined,
      },
    );
    expect(venv).toEqual(["/usr/lib/python39.zip", "/usr/lib/python3.9", "/usr/lib/python3.9/lib-dynload"]);
  });
});

describe("prefixOfLibrary", () => {
  it.each([
    ["/lib/x86_64-linux-gnu/libpython3.11.so.1.0", "/usr"],
    ["/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0", "/usr"],
    ["/usr/lib64/libpython3.9.so.1.0", "/usr"],
    ["/usr/local/lib/libpython3.12.so.1.0", "/usr/local"],
    ["/opt/python/lib/libpython3.12.so.1.0", "/opt/python"],
    ["not found", undefined],
    ["/opt/homebrew/Cellar/x/libpython3.14.dylib", undefined],
  ])("%s belongs to %s", (path, prefix) => {
    expect(prefixOfLibrary(path)).toBe(prefix);
  });
});
