import { describe, expect, it } from "vitest";
import { checks, checksFor } from "../../src/checks/index.js";
import { checksOf, deniedFacts, sectionsOf, withNeeds } from "../../src/facts/as-root.js";
import type { HostRecord, Section } from "../../src/model/snapshot.js";
import { host, installation } from "../support/sample.js";

const idsOf = (denied: readonly string[]) =>
  withNeeds(denied, checksFor({ probe: true })).map(({ id }) => id);

describe("become: auto asks as root", () => {
  it("the checks of which the login was denied a fact, of applications the ones that they rest on", () => {
    const denied = host("web1", {
      installations: [
        installation({}, { "python.library.mapped": { outcome: "denied", reason: "root only" } }),
      ],
    });
    expect(deniedFacts(denied)).toEqual(["python.library.mapped"]);
    expect(checksOf(["python.library.mapped"], [])).toEqual(["library"]);
    expect(checksOf(["app.packages"], [])).toEqual([
      "apache",
      "config",
      "library",
      "python",
      "files",
      "packages",
    ]);
    expect(checksOf(["no.such.fact"], [])).toEqual([]);
  });

  it("with what they build on, and with nothing that is opted in to", () => {
    expect(idsOf(["library"])).toEqual(["discovery", "servers", "apache", "config", "modules", "library"]);
    expect(idsOf(["probe"])).toEqual([]);
    expect(idsOf([])).toEqual([]);
  });

  it("with all that looked where a denied configuration said", () => {
    const after = checks.slice(checks.findIndex(({ id }) => id === "config") + 1).map(({ id }) => id);
    expect(idsOf(["config"])).toEqual([
      "discovery",
      "servers",
      "apache",
      "config",
      ...after.filter((id) => id !== "probe" && id !== "containers"),
    ]);
  });
});

const section = (check: string, installation: number, stdout: string): Section => ({
  check,
  installation,
  parts: [{ name: "", stdout, stderr: "", status: 0 }],
  status: 0,
  timedOut: false,
});

const PROGRAM = "/usr/sbin/apache2\t-";
const UNSEEN = "unseen\t-\tpermission denied: /proc shows only own processes\t-\n";

/** A host as its login and as root saw it. */
function record(login: readonly Section[], root: readonly Section[]): HostRecord {
  const transcript = (sections: readonly Section[]) => ({
    complete: true,
    noise: "",
    sections: [...sections],
  });
  return {
    record: "host",
    host: { name: "web1", address: "auditor@web1:22", groups: [], expect: {} },
    status: "ok",
    startedAt: "2026-01-01T00:00:00.000Z",
    durationMs: 1,
    transcript: transcript(login),
    elevated: { checks: ["discovery", "apache"], transcript: transcript(root) },
  };
}

const toldBy = (sections: readonly Section[]) =>
  sections.map(
    ({ check, installation, parts }) => `${check} ${installation} ${parts[0]?.stdout.split("\t")[0]}`,
  );

describe("what is told of a host that was asked as root as well", () => {
  it("is of root where a section came to its end, by the login's numbers", () => {
    const login = [section("discovery", 0, `path\t-\t${PROGRAM}\n`), section("apache", 1, "login")];
    const root = [
      section("discovery", 0, `master\t7\t/opt/httpd\t-\npath\t-\t${PROGRAM}\n`),
      section("apache", 1, "other"),
      section("apache", 2, "root"),
    ];
    expect(toldBy(sectionsOf(record(login, root)))).toEqual(["discovery 0 path", "apache 1 root"]);
  });

  it("is all of root where only root was shown the processes of others; what only the login asked stays", () => {
    const login = [
      section("discovery", 0, `${UNSEEN}path\t-\t/opt/gone\t-\npath\t-\t${PROGRAM}\n`),
      section("host", 0, "login"),
      section("apache", 1, "login"),
      section("apache", 2, "login"),
      section("observe", 1, "of another"),
      section("observe", 2, "login"),
    ];
    const root = [section("discovery", 0, `master\t7\t${PROGRAM}\n`), section("apache", 1, "root")];
    expect(toldBy(sectionsOf(record(login, root)))).toEqual([
      "discovery 0 master",
      "apache 1 root",
      "host 0 login",
      "observe 1 login",
    ]);
  });

  it("is the login's where root was not shown them either", () => {
    const login = [section("discovery", 0, `${UNSEEN}path\t-\t${PROGRAM}\n`), section("host", 0, "login")];
    const root = [section("discovery", 0, UNSEEN)];
    expect(toldBy(sectionsOf(record(login, root)))).toEqual(["discovery 0 unseen", "host 0 login"]);
  });
});
