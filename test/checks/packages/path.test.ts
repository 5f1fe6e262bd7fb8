import { describe, expect, it } from "vitest";
import { type Importer, searchPaths } from "../../../src/checks/packages/path.js";
import type { Part, Section } from "../../../src/model/snapshot.js";

const sectionOf = (check: string, parts: Record<string, string>): Section => ({
  check,
  installation: 1,
  parts: Object.entries(parts).map(([name, stdout]): Part => ({ name, stdout, stderr: "", status: 0 })),
  status: 0,
  timedOut: false,
});

const DEBIAN = ["/usr/local/lib/python3.11/dist-packages", "/usr/lib/python3/dist-packages"];
const STANDARD = ["/usr/lib/python311.zip", "/usr/lib/python3.11", "/usr/lib/python3.11/lib-dynload"];
const VENV = "/srv/venv/lib/python3.11/site-packages";

interface Host {
  /** Lines of the listing: directories that are there, with the paths that their .pth files add. */
  there?: Record<string, readonly string[]>;
  settings?: string;
  landmark?: string;
  environment?: string;
}

/** The search path of an application on a host of which little is known but its directories. */
function pathOf(host: Host, importer: Partial<Importer> = {}): unknown {
  const {
    there = {},
    settings = "home = /usr/bin\n",
    landmark = "/usr/lib/python3.11/os.py",
    environment = "",
  } = host;
  const lines = Object.entries(there).flatMap(([path, adds]) => [
    `at\tdirectory\t${path}\t`,
    ...adds.map((each) => `a\t${each}`),
    "end",
  ]);
  const python = sectionOf("python", {
    version: "3.11\n",
    "home /srv/venv": "drwxr-xr-x 2 root root 4096 Jan 1 00:00 /srv/venv\n",
    "settings /srv/venv": settings,
    "base /usr/bin": "drwxr-xr-x 2 root root 4096 Jan 1 00:00 /usr/bin\n",
    "base-landmarks /usr/bin": `${landmark}\n`,
    "standard-landmarks": `${landmark}\n`,
    "compiled-landmarks": `${landmark}\n`,
  });
  const sections: Record<string, Section> = { apache: sectionOf("apache", { environment }) };
  const known = {
    "python.library.version": "3.11",
    "python.library.path": "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0",
  };
  const packages = sectionOf("packages", { directories: `${lines.join("\n")}\n` });
  const evidence = { section: python, other: (id: string) => sections[id], known };
  return searchPaths(
    evidence,
    packages,
  )({ home: "", workingDirectory: undefined, pythonPath: [], userHome: undefined, ...importer });
}

const empty = (...paths: string[]) => Object.fromEntries(paths.map((path) => [path, []]));

/** Each row is the order of Python's `site` and of mod_wsgi. */
describe("the search path of an application", () => {
  it("without a home is that of Debian's Python, /usr/local first", () => {
    expect(pathOf({ there: empty(...DEBIAN) })).toEqual([...STANDARD, ...DEBIAN]);
  });

  it("of a virtual environment has no directory of the system, unless it says so", () => {
    const there = empty(VENV, ...DEBIAN);
    expect(pathOf({ there }, { home: "/srv/venv" })).toEqual([...STANDARD, VENV]);
    const settings = "home = /usr/bin\ninclude-system-site-packages = true\n";
    expect(pathOf({ there, settings }, { home: "/srv/venv" })).toEqual([...STANDARD, VENV, ...DEBIAN]);
  });

  it("has the packages of its user before the system's, and none in an environment of its own", () => {
    const user = "/var/www/.local/lib/python3.11/site-packages";
    const there = empty(VENV, user, ...DEBIAN);
    expect(pathOf({ there }, { userHome: "/var/www" })).toEqual([...STANDARD, user, ...DEBIAN]);
    expect(pathOf({ there }, { userHome: "/var/www", home: "/srv/venv" })).toEqual([...STANDARD, VENV]);
    const settings = "home = /usr/bin\ninclude-system-site-packages = TRUE\n";
    expect(pathOf({ there, settings }, { userHome: "/var/www", home: "/srv/venv" })).toEqual([
      ...STANDARD,
      VENV,
      user,
      ...DEBIAN,
    ]);
  });

  it("begins with home=, then with python-path= and what its .pth files add", () => {
    const there = { "/srv/app": ["/srv/lib"], ...empty("/srv/lib", "/srv/more", ...DEBIAN) };
    expect(
      pathOf(
        { there },
        { workingDirectory: "/srv/work", pythonPath: ["/srv/app/", "relative", "/srv/more"] },
      ),
    ).toEqual(["/srv/work", "/srv/app", "/srv/lib", "/srv/more", ...STANDARD, ...DEBIAN]);
  });

  it("leaves a directory where it is that python-path= names again", () => {
    const there = { [VENV]: ["/srv/editable"], ...empty("/srv/editable") };
    expect(pathOf({ there }, { home: "/srv/venv", pythonPath: [VENV] })).toEqual([
      ...STANDARD,
      VENV,
      "/srv/editable",
    ]);
  });

  it("has what .pth files add right behind their directory, nothing twice", () => {
    const [local = "", system = ""] = DEBIAN;
    const there = { [local]: ["/srv/x", system], ...empty(system, "/srv/x") };
    expect(pathOf({ there })).toEqual([...STANDARD, local, "/srv/x", system]);
  });

  it("has PYTHONPATH before the standard library, without its .pth files", () => {
    const there = { "/srv/env": ["/srv/not"], ...empty(...DEBIAN) };
    expect(pathOf({ there, environment: "PYTHONPATH=/srv/env:relative\n" })).toEqual([
      "/srv/env",
      ...STANDARD,
      ...DEBIAN,
    ]);
  });

  it("of Red Hat's Python has lib64 before lib, and /usr/local before both", () => {
    const sites = ["/usr/local/lib64", "/usr/local/lib", "/usr/lib64", "/usr/lib"].map(
      (at) => `${at}/python3.11/site-packages`,
    );
    const landmark = "/usr/lib64/python3.11/os.py";
    expect(pathOf({ there: empty(...[...sites].reverse()), landmark })).toEqual([
      ...["python311.zip", "python3.11", "python3.11/lib-dynload"].map((at) => `/usr/lib64/${at}`),
      ...sites,
    ]);
  });

  it("is unknown where the home does not tell", () => {
    expect(pathOf({ there: empty(VENV) }, { home: "/srv/gone" })).toMatchObject({ outcome: "failed" });
  });
});
