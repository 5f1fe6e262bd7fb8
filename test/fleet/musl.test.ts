import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StartedTestContainer } from "testcontainers";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Audit, Finding } from "../../src/model/audit.js";
import { ended, inventoryOf, startProgram } from "../faults/program.js";
import { hostOf, installationOf } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";
import type { FleetHost } from "./fleet.js";
import { buildImages } from "./images.js";
import { makeKey, reach, startHost } from "./start-fleet.js";
import { askWsgi, httpdMasters, httpdVersion } from "./truth.js";

/** Made of sources: on a machine that does much else. */
const BUILD_MS = 1_500_000;
const LOGINS = ["auditor", "root"] as const;
const MODULE = "/usr/lib/apache2/mod_wsgi.so";
const LIBRARY = "libpython3.13.so.1.0";
/** By its whole name: busybox has an httpd of its own, which its shell takes first. */
const HTTPD = "/usr/sbin/httpd";
const PID = "/run/apache2/httpd.pid";
const dotted = (numbers: readonly number[], places: number) => numbers.slice(0, places).join(".");

describeFleet("a host of musl and busybox", () => {
  const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-musl-"));
  let container: StartedTestContainer;
  let place: Awaited<ReturnType<typeof reach>>;
  const host: FleetHost = {
    name: "bookworm",
    host: "",
    port: 0,
    user: "root",
    exec: async (command) => {
      const words = typeof command === "string" ? ["sh", "-c", command] : command;
      const { stdout, stderr, exitCode } = await container.exec(words);
      return { stdout, stderr, exitCode };
    },
  };

  beforeAll(async () => {
    const [failure] = (await buildImages(["musl"])).values();
    if (failure !== undefined) throw new Error(failure);
    const key = await makeKey(directory);
    container = await startHost({ name: "alpine-like", image: "musl", scenario: "alpine-like" }, key);
    place = await reach(container, directory);
  }, BUILD_MS);

  afterAll(async () => {
    await container?.stop({ timeout: 0 });
    rmSync(directory, { recursive: true, force: true });
  });

  /** By the front door. */
  async function auditAs(user: string): Promise<Audit> {
    const settings = { ...place.settings, user };
    const inventory = inventoryOf([
      { name: "alpine-like", port: place.port, hostKey: place.hostKey, settings },
    ]);
    const run = await ended(startProgram(["run", "-i", inventory, "--no-ssh-config", "-f", "json"]));
    if (run.stdout === "") throw new Error(run.stderr);
    return JSON.parse(run.stdout) as Audit;
  }
  const shell = async (command: string) => {
    const { stdout, stderr, exitCode } = await host.exec(command);
    if (exitCode !== 0) throw new Error(`${command}: ${stdout}${stderr}`);
    return stdout;
  };
  const said = (audit: Audit) => audit.findings.map(({ rule }) => rule).sort();
  const findingOf = (audit: Audit, rule: string) =>
    audit.findings.find((each) => each.rule === rule) as Finding;
  /** With a fault, and afterwards as it was. */
  async function whileThereIs(make: string, undo: string, look: () => Promise<void>): Promise<void> {
    await shell(make);
    try {
      await look();
    } finally {
      await shell(undo);
    }
  }
  const stop = `. /scenarios/lib.sh; ${HTTPD} -k stop; wait_until test ! -e ${PID}`;
  const start = (environment = "") =>
    `. /scenarios/lib.sh; ${environment} ${HTTPD} -k start; wait_for_server ${PID}`;

  it("is what it claims to be", async () => {
    expect(
      await shell(
        "for each in /bin/sh /usr/bin/awk /usr/bin/stat; do readlink -f $each; done; cat /etc/os-release",
      ),
    ).toMatch(/^(\/usr\/bin\/busybox\.static\n){3}[\s\S]*^ID=alpine-like$/m);
    expect(await shell(`ldd ${HTTPD}`)).toMatch(/^\t\/lib\/ld-musl-x86_64\.so\.1 /m);
    const [master] = await httpdMasters(host);
    expect(await shell(`cat /proc/${master?.pid}/maps`)).not.toMatch(/libc\.so\.6/);
  });

  it.each(LOGINS)("is told as its live server says, running and stopped: %s", async (user) => {
    const truth = await askWsgi(host);
    const [mapped = ""] = truth["mapped.libpython"];
    const check = async (running: boolean) => {
      const audit = await auditAs(user);
      const { status, error, checks } = hostOf(audit, "alpine-like");
      expect({ status, error, checks }).toMatchObject({ status: "ok" });
      expect(said(audit)).toEqual([]);
      expect(hostOf(audit, "alpine-like").facts["host.libc"]).toMatch(/^musl 1\.\d/);
      const { facts, gaps, applications } = installationOf(audit, "alpine-like");
      expect(facts).toMatchObject({
        "apache.running": running,
        "apache.binary": HTTPD,
        "apache.version": await httpdVersion(host, HTTPD),
        "apache.config_ok": true,
        "apache.mpm": "event",
        "wsgi.module_path": MODULE,
        "wsgi.module_source": "httpd",
        "wsgi.version": dotted(truth["mod_wsgi.version"], 3),
        "python.link": "shared",
        "python.library.name": LIBRARY,
        "python.library.version": dotted(truth["sys.version_info"], 2),
        "python.version": dotted(truth["sys.version_info"], 3),
        "python.prefix": truth["sys.prefix"],
        "python.path": truth["sys.path"],
      });
      expect(await shell(`readlink -f ${facts["python.library.path"]}`)).toBe(`${mapped}\n`);
      if (running && user === "auditor") expect(gaps["python.library.path_apache"]?.outcome).toBe("denied");
      else expect(facts["python.library.path_apache"]).toBe(facts["python.library.path"]);
      if (running && user === "root") expect(facts["python.library.mapped"]).toEqual([mapped]);
      const apps = applications.map(({ facts: own }) => [
        own["app.mount"],
        own["app.mode"],
        own["app.threads"],
      ]);
      expect(apps).toEqual(
        expect.arrayContaining([
          ["/daemon", "daemon", 3],
          ["/embedded", "embedded", 25],
        ]),
      );
    };
    await check(true);
    await whileThereIs(stop, start(), () => check(false));
  });

  it("misses its Python library: whatever login, with musl's own list of directories and no ldconfig in the remedy", async () => {
    await whileThereIs(
      `${stop}; mv /usr/lib/${LIBRARY} /opt/`,
      `mv /opt/${LIBRARY} /usr/lib/; ${start()}`,
      async () => {
        for (const user of LOGINS) {
          const audit = await auditAs(user);
          const { facts } = installationOf(audit, "alpine-like");
          expect(facts).toMatchObject({
            "python.library.path": "not found",
            "python.link": "shared",
            "apache.config_ok": false,
          });
          expect(facts["apache.config_error"]).toContain(
            `Error loading shared library ${LIBRARY}: No such file or directory`,
          );
          expect(said(audit)).toEqual(["python/library-not-found"]);
          const { remedy } = findingOf(audit, "python/library-not-found");
          expect(remedy).toContain("/etc/ld-musl-ARCH.path");
          expect(remedy).not.toContain("ldconfig");
        }
        // The remedy, done.
        await shell("printf '/lib\\n/usr/local/lib\\n/usr/lib\\n/opt\\n' >/etc/ld-musl-x86_64.path");
        try {
          const audit = await auditAs("auditor");
          expect(said(audit)).toEqual([]);
          expect(installationOf(audit, "alpine-like").facts["python.library.path"]).toBe(`/opt/${LIBRARY}`);
          await shell(`${HTTPD} -t`);
        } finally {
          await shell("rm /etc/ld-musl-x86_64.path");
        }
      },
    );
  });

  it("finds it only where a login may not look: that is denied to it, and not said to be missing", async () => {
    const make = `${stop}; mkdir -m 700 /opt/closed && mv /usr/lib/${LIBRARY} /opt/closed/ && printf '/lib\\n/usr/lib\\n/opt/closed\\n' >/etc/ld-musl-x86_64.path`;
    const undo = `mv /opt/closed/${LIBRARY} /usr/lib/; rm -r /opt/closed /etc/ld-musl-x86_64.path; ${start()}`;
    await whileThereIs(make, undo, async () => {
      const [plain, root] = [await auditAs("auditor"), await auditAs("root")];
      expect(said(root)).toEqual([]);
      expect(installationOf(root, "alpine-like").facts["python.library.path"]).toBe(`/opt/closed/${LIBRARY}`);
      expect(said(plain)).toEqual([]);
      const { gaps } = installationOf(plain, "alpine-like");
      expect(gaps["python.library.path"]).toMatchObject({
        outcome: "denied",
        reason: expect.stringContaining("/opt/closed"),
      });
      expect(gaps["apache.config_ok"]).toMatchObject({ outcome: "denied" });
    });
  });

  it("finds another one with Apache's LD_LIBRARY_PATH than without it", async () => {
    const make = `${stop}; mkdir /opt/other; cp /usr/lib/${LIBRARY} /opt/other/; ${start("LD_LIBRARY_PATH=/opt/other")}`;
    await whileThereIs(make, `${stop}; rm -r /opt/other; ${start()}`, async () => {
      const truth = await askWsgi(host);
      const audit = await auditAs("root");
      expect(said(audit)).toEqual(["python/library-env-dependent"]);
      expect(installationOf(audit, "alpine-like").facts).toMatchObject({
        "python.library.path": `/lib/${LIBRARY}`,
        "python.library.path_apache": truth["mapped.libpython"][0],
        "python.library.found_by": "LD_LIBRARY_PATH",
      });
      expect(findingOf(audit, "python/library-env-dependent").remedy).toContain("/etc/ld-musl-ARCH.path");
      expect(said(await auditAs("auditor"))).toEqual([]);
    });
  });

  it.each([
    [
      "asks for a symbol that its library has not",
      `cp /usr/lib/x86_64-linux-gnu/libcrypt.so.1 /usr/lib/${LIBRARY}`,
      "apache/module-symbol",
    ],
    ["is one of glibc", `cp /usr/lib/x86_64-linux-gnu/libcrypt.so.1 ${MODULE}`, "apache/module-symbol"],
    ["is no library", `echo text >${MODULE}`, "apache/module-architecture"],
    ["is gone", `rm ${MODULE}`, "apache/module-dangling"],
  ] as const)("is told what is wrong with a module that %s", async (_what, make, rule) => {
    const keep = `${stop}; cp ${MODULE} /usr/lib/${LIBRARY} /opt/; ${make}`;
    const undo = `cp /opt/mod_wsgi.so ${MODULE}; cp /opt/${LIBRARY} /usr/lib/; ${start()}`;
    await whileThereIs(keep, undo, async () => {
      const { stderr } = await host.exec(`${HTTPD} -t`);
      for (const user of LOGINS) {
        const audit = await auditAs(user);
        expect({ stderr, said: said(audit) }).toEqual({ stderr, said: [rule] });
        expect(installationOf(audit, "alpine-like").facts["python.link"]).not.toBe("static");
      }
    });
  });
});
