import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { auditFleet, hostOf, installationOf } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";
import { SOON } from "./fleet.js";

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
  const nothingRemains = () => vi.waitFor(async () => expect(await remains()).toEqual([]), SOON);

  beforeAll(async () => {
    await host().exec(HANGING);
  });
  afterAll(async () => {
    await host().exec("rm -rf /opt/hanging");
  });

  it("is left without a process ten seconds after the auditor was killed", async () => {
    const inventory = await fleet.writeInventory(["worker"], {
      defaults: { agent: false, deadline: "120s" },
    });
    const auditor = spawn(process.execPath, [PROGRAM, "run", "-i", inventory], { stdio: "ignore" });
    await vi.waitFor(async () => expect((await remains()).join()).toContain("sleep 4711"), SOON);
    auditor.kill("SIGKILL");
    await nothingRemains();
  });

  it("loses that installation's facts only, and is partial", async () => {
    const audit = await auditFleet(fleet, ["worker"]);
    expect(hostOf(audit, "worker").status).toBe("partial");
    expect(installationOf(audit, "worker", "/opt/hanging").checks.apache).toMatchObject({
      outcome: "failed",
    });
    expect(installationOf(audit, "worker", "/usr/sbin/apache2").facts["apache.mpm"]).toBe("worker");
    await nothingRemains();
  }, 480_000);
});
