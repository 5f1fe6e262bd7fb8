import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it, vi } from "vitest";
import type { Audit } from "../../src/model/audit.js";
import { auditFleet, installationOf } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";
import { SOON } from "./fleet.js";
import { HOST_NAMES, type HostName, SERVING } from "./hosts.js";
import { askWsgi } from "./truth.js";

const PROGRAM = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));
const mountOf = (name: HostName) => (name === "express" ? "/" : "/daemon");
/** A line of a path file that begins with `import` is run at every start of this environment's Python. */
const HANGING = "/srv/venv/lib/python3.11/site-packages/hanging.pth";

const TAKE_PORTS = `
import os, socket, time
held = []
child = os.fork() == 0 # a process may not have so many files open
for port in range(30000, 40000) if child else range(20000, 30000):
    taken = socket.socket()
    try:
        taken.bind(("127.0.0.1", port))
        taken.listen(1)
    except OSError:
        pass
    held.append(taken)
open("/run/ports-taken-%d" % child, "w").close()
time.sleep(300)
`;

const dotted = (numbers: readonly number[]) => numbers.slice(0, 3).join(".");

describeFleet("the probe", (fleet) => {
  let audit: Audit;
  const left = async (name: HostName) =>
    (
      await fleet
        .host(name)
        .exec("ls -d /tmp/wsgi-audit.* /var/tmp/wsgi-audit.* /dev/shm/wsgi-audit.* 2>/dev/null; true")
    ).stdout;

  /** Private servers of the login that run. */
  const servers = async () =>
    (
      await fleet.host("venv-good").exec("grep -la probe[.]invalid /proc/[0-9]*/cmdline 2>/dev/null; true")
    ).stdout
      .split("\n")
      .filter((line) => line.startsWith("/proc/") && !line.includes("self"));

  beforeAll(async () => {
    audit = await auditFleet(fleet, HOST_NAMES, "auditor", { probe: true });
  }, 480_000);

  it.each(SERVING)("%s: the private server's interpreter is the live one", async (name) => {
    const truth = await askWsgi(fleet.host(name), { mount: mountOf(name) });
    const { facts, gaps } = installationOf(audit, name);
    expect({ facts, gaps: gaps["probe.version"] }).toMatchObject({
      facts: {
        "probe.error": "",
        "probe.version": dotted(truth["sys.version_info"]),
        "probe.prefix": truth["sys.prefix"],
        "probe.base_prefix": truth["sys.base_prefix"],
        "probe.library": truth["mapped.libpython"].map((path) => path.replace(" (deleted)", "")),
        "python.evidence": "probed",
        "python.prefix": truth["sys.prefix"],
      },
    });
    // What home= and python-path= of daemon groups add: the private server has none of them.
    const live = truth["sys.path"].filter((entry) => entry !== "/" && entry !== "/srv/lib");
    expect(facts["python.path"]).toEqual(live);
    expect(facts["probe.path"]).toEqual(live);
  });

  it.each(HOST_NAMES)("%s: nothing is left behind", async (name) => {
    expect(await left(name)).toBe("");
  });

  it("finds ASCII where Debian starts Apache with LANG=C, and not with a mod_wsgi that sees to UTF-8 itself", () => {
    const ascii = audit.findings.filter(({ rule }) => rule === "python/ascii-locale").map(({ host }) => host);
    expect(ascii).toContain("bookworm");
    expect(ascii).not.toContain("trixie");
  });

  it("is not tried as root", async () => {
    const asRoot = installationOf(await auditFleet(fleet, ["bookworm"], "root", { probe: true }), "bookworm");
    expect(asRoot.checks.probe).toMatchObject({ outcome: "absent", reason: expect.stringContaining("root") });
    expect(asRoot.facts["python.evidence"]).toBe("predicted");
  });

  it("tells what keeps Python from coming up", async () => {
    await fleet.host("venv-good").exec("mv /srv/venv/pyvenv.cfg /srv/venv/pyvenv.cfg.away");
    try {
      const broken = await auditFleet(fleet, ["venv-good"], "auditor", { probe: true });
      expect(installationOf(broken, "venv-good").facts["probe.error"]).toMatch(
        /encodings|Fatal Python error/,
      );
      expect(broken.findings).toContainEqual(expect.objectContaining({ rule: "python/probe-failed" }));
    } finally {
      await fleet.host("venv-good").exec("mv /srv/venv/pyvenv.cfg.away /srv/venv/pyvenv.cfg");
    }
  });

  it("tells where something that no configuration names decides", async () => {
    const file = "/usr/lib/python3/dist-packages/zz-elsewhere.pth";
    await fleet
      .host("worker")
      .exec(["sh", "-c", `echo "import sys; sys.prefix = '/opt/elsewhere'" > ${file}`]);
    try {
      const moved = await auditFleet(fleet, ["worker"], "auditor", { probe: true });
      expect(installationOf(moved, "worker").facts["python.prefix"]).toBe("/opt/elsewhere");
      expect(moved.findings).toContainEqual(expect.objectContaining({ rule: "python/evidence-disagrees" }));
    } finally {
      await fleet.host("worker").exec(["rm", "-f", file]);
    }
  });

  it("says so where every port is taken", async () => {
    const host = fleet.host("worker");
    const { stdout } = await host.exec([
      "sh",
      "-c",
      'nohup python3 -c "$0" >/dev/null 2>&1 & echo $!',
      TAKE_PORTS,
    ]);
    try {
      const taken = "test -e /run/ports-taken-0 -a -e /run/ports-taken-1";
      await vi.waitFor(async () => expect((await host.exec(taken)).exitCode).toBe(0), SOON);
      const { facts } = installationOf(
        await auditFleet(fleet, ["worker"], "auditor", { probe: true }),
        "worker",
      );
      expect(facts["probe.error"]).toContain("AH00072");
    } finally {
      await host.exec(`pkill -P ${stdout.trim()}; kill ${stdout.trim()}; rm -f /run/ports-taken-*`);
    }
  }, 240_000);

  it("leaves no process and no file when the auditor is killed in its middle", async () => {
    const host = fleet.host("venv-good");
    // Site code that never comes to its end: the private server hangs in the start of Python.
    await host.exec(`echo 'import time; time.sleep(4711)' >${HANGING}`);
    try {
      const inventory = await fleet.writeInventory(["venv-good"], {
        defaults: { agent: false, deadline: "120s" },
      });
      const auditor = spawn(process.execPath, [PROGRAM, "run", "--probe", "-i", inventory], {
        stdio: "ignore",
      });
      const there = async () => ({ servers: await servers(), files: await left("venv-good") });
      await vi.waitFor(async () => expect(Object.values(await there()).map(String)).not.toContain(""), SOON);
      auditor.kill("SIGKILL");
      await vi.waitFor(async () => expect(await there()).toEqual({ servers: [], files: "" }), SOON);
    } finally {
      await host.exec(`rm -f ${HANGING}`);
    }
  }, 240_000);
});
