import { expect, it } from "vitest";
import type { Audit } from "../../src/model.js";
import { ruleCatalogue } from "../../src/rules/index.js";
import { auditFleet } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";
import { HOST_NAMES } from "./hosts.js";

/** Where each rule must find something. On every other host it must not. */
const FIRES: Readonly<Record<string, readonly string[]>> = {
  "python/library-not-found": ["libpath-only"],
  "python/library-env-dependent": ["libpath-only", "libpath-other"],
  "python/library-static": ["static"],
  "python/library-deleted": ["deleted-libpython"],
  "python/venv-version-mismatch": ["venv-mismatch"],
  "python/environment-variable": ["faults"],
  "wsgi/mod-python-conflict": ["modpython"],
  "wsgi/loaded-twice": ["faults"],
  "wsgi/process-group-undefined": ["faults"],
  "wsgi/application-unreachable": ["faults"],
  "wsgi/daemon-unused": ["faults"],
  "wsgi/embedded-prefork": ["prefork", "two-instances"],
  "wsgi/socket-in-tmp": ["express", "faults"],
  "apache/config-broken": ["broken-config"],
};

/** Their faults are made by the tests that show them, or by cases that no container can play. */
const ELSEWHERE = new Set([
  "python/library-replaced", // processes.test.ts
  "apache/reload-pending", // processes.test.ts
  "python/probe-failed", // probe.test.ts
  "python/home-unusable", // rules.test.ts
  "python/evidence-disagrees", // rules.test.ts
  "python/ascii-locale", // rules.test.ts
  "wsgi/too-old-for-python", // rules.test.ts
  "wsgi/embedded-not-restricted", // rules.test.ts
  "wsgi/live-group-size", // rules.test.ts
  "wsgi/observed-disagrees", // rules.test.ts
]);

const hostsOf = (audit: Audit, rule: string) =>
  [...new Set(audit.findings.filter((finding) => finding.rule === rule).map(({ host }) => host))].sort();

describeFleet("every rule over every host", (fleet) => {
  const rules = ruleCatalogue.map(({ id }) => id).filter((id) => !id.startsWith("fleet/"));

  it("has a place where it is shown", () => {
    expect(rules.filter((id) => !(id in FIRES) && !ELSEWHERE.has(id))).toEqual([]);
    expect([...Object.keys(FIRES), ...ELSEWHERE].filter((id) => !rules.includes(id))).toEqual([]);
  });

  it("finds each fault where it is, and nothing anywhere else", async () => {
    const audit = await auditFleet(fleet, HOST_NAMES, "root");
    const width = Math.max(...rules.map((id) => id.length));
    const table = rules
      .filter((id) => id in FIRES)
      .map((id) => `  ${id.padEnd(width)}  ${hostsOf(audit, id).join(" ")}\n`);
    process.stdout.write(`rule and hosts, of ${HOST_NAMES.length}:\n${table.join("")}`);
    const found = Object.fromEntries(Object.keys(FIRES).map((id) => [id, hostsOf(audit, id)]));
    expect(found).toEqual(
      Object.fromEntries(Object.entries(FIRES).map(([id, hosts]) => [id, [...hosts].sort()])),
    );
  }, 120_000);
});
