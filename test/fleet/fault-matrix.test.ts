import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";
import type { StartedTestContainer } from "testcontainers";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Audit, HostAudit } from "../../src/model/audit.js";
import type { FactValue, Gap } from "../../src/model/fact.js";
import { isGood, matrixText, type Row } from "../faults/matrix.js";
import { type Ended, ended, inventoryOf, startProgram } from "../faults/program.js";
import { describeFleet } from "./describe-fleet.js";
import { type EnvironmentFault, environmentFaults } from "./faulty-hosts.js";
import { makeKey, reach, startHost } from "./start-fleet.js";

/** Two on which nothing is wrong: what differs between them says nothing about the others. */
const WELL = ["well-1", "well-2"];
const STARTING = 3;

const nameOf = (fault: string) => fault.replaceAll(/[^\w]+/g, "-").replace(/^-/, "");

/** Every fact of a host, or every gap, with its installations and applications in order. */
function rowsOf(host: HostAudit, of: "facts"): Map<string, FactValue | null>;
function rowsOf(host: HostAudit, of: "gaps"): Map<string, Gap>;
function rowsOf(host: HostAudit, of: "facts" | "gaps") {
  const rows = [host, ...host.installations.flatMap((each) => [each, ...each.applications])];
  return new Map(
    rows.flatMap((row, at) => Object.entries(row[of]).map(([id, value]) => [`${at} ${id}`, value] as const)),
  );
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
const idOf = (key: string) => key.replace(/^\d+ /, "");

describeFleet("fault matrix: environments of hosts", () => {
  const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-faulty-"));
  const containers: StartedTestContainer[] = [];
  let run: Ended;
  let audit: Audit;

  async function bringUp(fault: string, shell: string, key: string) {
    const name = nameOf(fault);
    const play = { name, image: "bookworm", scenario: "plain", capabilities: ["SYS_ADMIN"] } as const;
    const container = await startHost(play, key);
    containers.push(container);
    const { settings, ...place } = await reach(container, directory);
    const broken = await container.exec(["sh", "-c", shell]);
    if (broken.exitCode !== 0) throw new Error(`${name}: ${broken.output}`);
    const login = environmentFaults[fault]?.login ?? { user: "auditor" };
    return { ...place, name, settings: { ...settings, ...login } };
  }

  beforeAll(async () => {
    const key = await makeKey(directory);
    const limit = pLimit(STARTING);
    const wanted = [
      ...WELL.map((name) => [name, "true"] as const),
      ...Object.entries(environmentFaults).map(([fault, { shell }]) => [fault, shell] as const),
    ];
    const hosts = await Promise.all(wanted.map(([name, shell]) => limit(() => bringUp(name, shell, key))));
    const inventory = inventoryOf(hosts, { limits: { handshakes: 4, running: 4 } });
    run = await ended(startProgram(["run", "-i", inventory, "--no-ssh-config", "-f", "json"]));
    if (run.stdout === "") throw new Error(`no report: ${run.stderr}`);
    audit = JSON.parse(run.stdout) as Audit;
  }, 900_000);

  afterAll(async () => {
    await Promise.allSettled(containers.map((container) => container.stop({ timeout: 0 })));
    rmSync(directory, { recursive: true, force: true });
  }, 120_000);

  const hostOf = (name: string) => {
    const found = audit.hosts.find((each) => each.name === name);
    if (!found) throw new Error(`no host ${name}`);
    return found;
  };

  /** What a host does not say as one that is well does, of all that two of those say alike. */
  function compare(fault: string) {
    const [one, two, harmed] = [...WELL, nameOf(fault)].map((name) => rowsOf(hostOf(name), "facts"));
    const compared = new Set(audit.catalogue.facts.flatMap(({ id, compared }) => (compared ? [id] : [])));
    const keys = [...(one?.keys() ?? [])].filter(
      (key) => compared.has(idOf(key)) && same(one?.get(key), two?.get(key)),
    );
    const differing = keys.filter((key) => !same(one?.get(key), harmed?.get(key)));
    const isLost = (key: string) => (harmed?.get(key) ?? null) === null;
    return { lost: differing.filter(isLost), other: differing.filter((key) => !isLost(key)) };
  }

  /** Of installations that are not known at all, the host says why; of applications, their installation. */
  function withoutRows(fault: string, key: string) {
    const { gaps, installations } = hostOf(nameOf(fault));
    const [first] = installations;
    if (!first) return gaps["host.installations"];
    return idOf(key).startsWith("app.") ? first.checks.applications : undefined;
  }

  function assertTrue(fault: string, { lost, differ, status }: EnvironmentFault): void {
    const found = compare(fault);
    const gaps = rowsOf(hostOf(nameOf(fault)), "gaps");
    expect(hostOf(nameOf(fault))).toMatchObject({ status });
    expect(found.lost.map(idOf).filter((id) => !lost?.test(id))).toEqual([]);
    expect(found.other.map(idOf).filter((id) => !differ?.test(id))).toEqual([]);
    // Nothing has been taken away of what is looked at: it is there, and could not be seen.
    const unseen = found.lost.map((key) => gaps.get(key) ?? withoutRows(fault, key));
    expect(unseen.filter((gap) => gap?.outcome !== "denied" && gap?.outcome !== "failed")).toEqual([]);
    if (lost) expect(found.lost).not.toEqual([]);
    if (differ) expect(found.other).not.toEqual([]);
  }

  const isTrue = (fault: string, expected: EnvironmentFault) => {
    try {
      assertTrue(fault, expected);
      return true;
    } catch {
      return false;
    }
  };

  const rowOf = ([fault, expected]: [string, EnvironmentFault]): Row => {
    const { status, durationMs, error } = hostOf(nameOf(fault));
    const { lost, other } = compare(fault);
    return {
      fault,
      state: status,
      stage: error ? `${error.stage}/${error.code}` : `${lost.length} lost, ${other.length} differ`,
      seconds: durationMs / 1000,
      bound: expected.bound,
      othersWhole: WELL.every((name) => hostOf(name).status === "ok"),
      asExpected: isTrue(fault, expected),
    };
  };

  it("prints every row, all of them good", () => {
    const rows = Object.entries(environmentFaults).map(rowOf);
    process.stdout.write(`\n${matrixText(rows)}`);
    expect(rows.filter((row) => !isGood(row))).toEqual([]);
  });

  it.each(Object.entries(environmentFaults))(
    "%s: what is lost is said, all else is as it is",
    (fault, expected) => {
      assertTrue(fault, expected);
      expect(hostOf(nameOf(fault)).durationMs).toBeLessThan(expected.bound * 1000);
    },
  );

  it("ends without a stack trace, with counts that add up", () => {
    expect(run.stderr).toBe("");
    const { selected, ...states } = audit.totals.hosts;
    expect(selected).toBe(WELL.length + Object.keys(environmentFaults).length);
    expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(selected);
  });
});
