import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { auditFleet, hostOf, installationOf } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";

const PROGRAM = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));

/** A known path for an httpd; this one never answers. */
const HANGING =
  "mkdir -p /opt/hanging/bin && printf '#!/bin/sh\\nsleep 4711 & wait\\n' >/opt/hanging/bin/httpd && chmod 755 /opt/hanging/bin/httpd";

describeFleet("a host on which something hangs", (fleet) => {
  const host = () => fleet.host("worker");
  /** Processes of the login, its SSH session apart. */
  const remains = async () => {
    const { stdout } = await host().exec(
      "for p in /proc/[0-9]*; do [ \"$(stat -c %U $p 2>/dev/null)\" = auditor ] && tr '\\0' ' ' <$p/cmdline; echo; done",
    );
    return stdout.split("\n").filter((line) => line.trim() !== "" && !line.includes("sshd"));
  };
  const until = async (seconds: number, holds: () => Promise<boolean>) => {
    for (let left = seconds * 5; left > 0 && !(await holds()); left -= 1)
      await new Promise((wake) => setTimeout(wake, 200));
    return holds();
  };

  beforeAll(async () => {
    await host().exec(HANGING);
  });
  afterAll(async () => {
    await host().exec("rm -rf /opt/hanging");
  });

  it("is left without a process ten seconds after the auditor was killed", async () => {
    const inventory = await fleet.writeInventory(["worker"], { defaults: { agent: false, deadline: "60s" } });
    const auditor = spawn(process.execPath, [PROGRAM, "run", "-i", inventory], { stdio: "ignore" });
    expect(await until(20, async () => (await remains()).some((line) => line.includes("sleep 4711")))).toBe(
      true,
    );
    auditor.kill("SIGKILL");
    expect(await until(10, async () => (await remains()).length === 0)).toBe(true);
  });

  it("loses that installation's facts only, and is partial", async () => {
    const audit = await auditFleet(fleet, ["worker"]);
    expect(hostOf(audit, "worker").status).toBe("partial");
    expect(installationOf(audit, "worker", "/opt/hanging").checks.apache).toMatchObject({
      outcome: "failed",
    });
    expect(installationOf(audit, "worker", "/usr/sbin/apache2").facts["apache.mpm"]).toBe("worker");
    expect(await until(10, async () => (await remains()).length === 0)).toBe(true);
  }, 480_000);
});
