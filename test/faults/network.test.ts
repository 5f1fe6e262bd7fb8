import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Audit, HostAudit } from "../../src/model/audit.js";
import { SSHD } from "../support/sshd.js";
import { directory } from "../support/world.js";
import { muteAgent, nameOf, startBadHost } from "./bad-host.js";
import { bastionFaults } from "./bastion-faults.js";
import { BOUND, type Fault, type Server } from "./fault.js";
import { type GoodHosts, harmedIn, startGoodHosts } from "./good-hosts.js";
import { hostileFaults } from "./hostile-faults.js";
import { isGood, matrixText, type Row } from "./matrix.js";
import { type Ended, ended, inventoryOf, startProgram } from "./program.js";
import { PASSWORD, sshFaults } from "./ssh-faults.js";
import { sshdFaults } from "./sshd-faults.js";
import { tcpFaults } from "./tcp-faults.js";

const FAULTS: Readonly<Record<string, Fault>> = {
  ...tcpFaults,
  ...bastionFaults,
  ...sshFaults,
  ...hostileFaults,
  ...(SSHD ? sshdFaults : {}),
};

if (!SSHD && process.env.CI) throw new Error("install openssh-server: faults are tested with it");
if (!SSHD) process.stderr.write("\n*** There is no sshd here: its faults were NOT tested. ***\n\n");

const snapshot = join(directory, "network.jsonl");

describe("fault matrix: network and servers, all in one run", () => {
  let good: GoodHosts;
  let servers: Pick<Server, "close">[] = [];
  let run: Ended;
  let audit: Audit;

  beforeAll(async () => {
    good = await startGoodHosts();
    const bad = await Promise.all(Object.entries(FAULTS).map(startBadHost));
    const agent = await muteAgent();
    servers = [agent, ...bad.flatMap((each) => each.servers), ...good.servers];
    const hosts = [...bad.flatMap((each) => each.hosts), ...good.hosts];
    const inventory = inventoryOf(hosts, { limits: { handshakes: 12, running: 100 } });
    const words = [
      "run",
      "-i",
      inventory,
      "!*-gate",
      "--no-ssh-config",
      "-f",
      "json",
      "--snapshot",
      snapshot,
    ];
    run = await ended(startProgram(words, { AUDIT_PASSWORD: PASSWORD, SSH_AUTH_SOCK: agent.path }));
    audit = JSON.parse(run.stdout) as Audit;
  }, 600_000);

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close?.()));
  });

  const hostOf = (fault: string) => audit.hosts.find(({ name }) => name === nameOf(fault));

  const rowOf = ([fault, expected]: [string, Fault]): Row => {
    const found = hostOf(fault);
    return {
      fault,
      state: found?.status ?? "missing",
      stage: found?.error ? `${found.error.stage}/${found.error.code}` : "",
      seconds: (found?.durationMs ?? Number.POSITIVE_INFINITY) / 1000,
      bound: BOUND,
      othersWhole: harmedIn(audit, good.hosts).length === 0,
      asExpected: holds(() => assertOutcome(found, expected)),
    };
  };

  it("prints every row, all of them good", () => {
    const rows = Object.entries(FAULTS).map(rowOf);
    process.stdout.write(`\n${matrixText(rows)}`);
    expect(rows.filter((row) => !isGood(row))).toEqual([]);
  });

  it.each(Object.entries(FAULTS))("%s: state, stage, time and what came before it", (name, fault) => {
    const found = hostOf(name);
    assertOutcome(found, fault);
    expect(found?.durationMs).toBeLessThan(BOUND * 1000);
  });

  it("costs the good hosts nothing", () => {
    expect(harmedIn(audit, good.hosts)).toEqual([]);
  });

  it("ends incomplete, and without a stack trace", () => {
    expect([4, 5]).toContain(run.code);
    expect(run.stderr).not.toMatch(/\n {4}at /);
  });

  it("has counts that add up", () => {
    const { selected, ...states } = audit.totals.hosts;
    expect(selected).toBe(Object.keys(FAULTS).length + good.hosts.length);
    expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(selected);
  });

  it("tells the password to nobody", () => {
    for (const text of [run.stdout, run.stderr, readFileSync(snapshot, "utf8")])
      expect(text).not.toContain(PASSWORD);
  });
});

function assertOutcome(found: HostAudit | undefined, { expect: wanted, kept = {} }: Fault): void {
  const { status, stage, code, hint } = wanted;
  expect(found?.status).toBe(status);
  if (status === "ok") expect(found?.error).toBeUndefined();
  else expect(found?.error?.message).toMatch(/\w/);
  if (stage !== undefined) expect(found?.error?.stage).toBe(stage);
  if (code instanceof RegExp) expect(found?.error?.code).toMatch(code);
  else if (code !== undefined) expect(found?.error?.code).toBe(code);
  if (hint) expect(found?.error?.hint).toMatch(hint);
  expect({ ...found?.facts, ...found?.installations[0]?.facts }).toMatchObject(kept);
}

function holds(assert: () => void): boolean {
  try {
    assert();
    return true;
  } catch {
    return false;
  }
}
