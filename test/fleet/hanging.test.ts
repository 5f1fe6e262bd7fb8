import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StartedTestContainer } from "testcontainers";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Audit } from "../../src/model/audit.js";
import { printedOf } from "../faults/program.js";
import { describeFleet } from "./describe-fleet.js";
import { makeKey, reach, startHost } from "./start-fleet.js";

describeFleet("an environment on a mount that does not answer any more", () => {
  const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-hanging-"));
  let container: StartedTestContainer;
  let place: Awaited<ReturnType<typeof reach>>;

  beforeAll(async () => {
    const key = await makeKey(directory);
    const play = {
      name: "hanging",
      image: "bookworm",
      scenario: "hanging",
      capabilities: ["SYS_ADMIN"],
    } as const;
    container = await startHost(play, key);
    place = await reach(container, directory);
  }, 240_000);

  afterAll(async () => {
    await container?.stop({ timeout: 0 });
    rmSync(directory, { recursive: true, force: true });
  });

  const auditedBy = (user: string) => {
    const target = { ...place, name: "hanging", settings: { ...place.settings, user } };
    return printedOf<Audit>(["run"], target, {});
  };
  const audited = async (user: string) => (await auditedBy(user)).hosts[0];

  it.each(["auditor", "root"])(
    "costs what lies there alone, which is not said to be there, or to be missing: %s",
    async (user) => {
      const host = await audited(user);
      const installation = host?.installations[0];
      if (!host || !installation) throw new Error("nothing was told");
      const { facts, gaps, checks, applications } = installation;
      expect(host.status).toBe("partial");
      expect(facts).toMatchObject({
        "apache.running": true,
        "apache.config_ok": true,
        "python.home": "/srv/share/venv",
        "python.library.name": "libpython3.11.so.1.0",
      });
      for (const check of ["python", "files"])
        expect(checks[check]).toMatchObject({
          outcome: "failed",
          reason: expect.stringMatching(/limit of \d+ s/),
        });
      for (const fact of ["python.prefix", "python.homes", "files.problems"])
        expect(gaps[fact]?.outcome, fact).toBe("failed");
      const daemon = applications.find(({ id }) => id.endsWith(" /daemon"));
      expect(daemon?.facts["app.process_group"]).toBe("truth");
      for (const fact of ["app.distributions", "app.search_path", "app.script_problem"])
        expect(daemon?.gaps[fact]?.outcome, fact).toBe("failed");
    },
  );

  it("makes no finding of what could not be seen, and the host is said to be partly told", async () => {
    const audit = await auditedBy("auditor");
    expect(audit.findings.map(({ rule }) => rule)).toEqual([]);
    expect(audit.unknown.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(["python/home-unusable", "python/extension-mismatch", "wsgi/script-unusable"]),
    );
    expect(audit.totals.hosts).toMatchObject({ partial: 1, ok: 0 });
  });
});
