import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/audit/evaluate.js";
import { checks, checksFor } from "../../src/checks/index.js";
import { parseContainers } from "../../src/facts/containers.js";
import { parseHost } from "../../src/facts/host.js";
import type { Audit, HostAudit } from "../../src/model/audit.js";
import type { HostRecord, Snapshot } from "../../src/model/snapshot.js";
import { readSnapshots } from "../../src/snapshot/read.js";
import { readPlatforms } from "../fixtures/platforms.js";

const RECORDING = fileURLToPath(new URL("../../src/demo/fleet.snapshot.jsonl", import.meta.url));
const PROBED = fileURLToPath(new URL("../fixtures/probed.snapshot.jsonl", import.meta.url));
const EXPECTED = new URL("../fixtures/fleet.facts.json", import.meta.url);

const recorded = await readSnapshots([RECORDING]);
const probedToo = await readSnapshots([PROBED]);
const platforms = readPlatforms(
  checksFor({ probe: false })
    .filter(({ level }) => level === "installation")
    .map(({ id }) => id),
);

/** What is asserted of a recorded host: every fact, and why there is none. */
const essence = ({ facts, gaps, checks, installations }: HostAudit) => ({
  facts,
  gaps,
  checks,
  installations: installations.map(({ id, facts, gaps, applications }) => ({
    id,
    facts,
    gaps,
    applications,
  })),
});

const audited = (record: HostRecord): Audit =>
  evaluate({
    ...recorded,
    header: { ...recorded.header, selected: [record.host.name] },
    hosts: [record],
  } as Snapshot);

describe("hosts recorded from the fleet", () => {
  const probed = probedToo.hosts.map((record) => ({
    name: `${record.host.name}, probed`,
    record,
  }));
  const all = [...recorded.hosts.map((record) => ({ name: record.host.name, record })), ...probed];
  const actual = Object.fromEntries(all.map(({ name, record }) => [name, essence(parseHost(record))]));
  if (process.env.UPDATE_FIXTURES === "1") writeFileSync(EXPECTED, `${JSON.stringify(actual, null, 1)}\n`);
  const expected = existsSync(EXPECTED) ? JSON.parse(readFileSync(EXPECTED, "utf8")) : {};

  it("has facts written down for every host, and for no other", () => {
    expect(Object.keys(expected)).toEqual(Object.keys(actual));
  });

  it.each(Object.keys(actual))("%s: every fact is as written down; UPDATE_FIXTURES=1 writes anew", (name) => {
    expect(JSON.parse(JSON.stringify(actual[name]))).toEqual(expected[name]);
  });

  it.each(checks.map(({ id }) => id))("a recorded host shows the check %s", (id) => {
    const shown = Object.values(actual).filter(({ checks }) => checks[id]?.outcome === "ok");
    expect(shown.length).toBeGreaterThan(0);
  });

  it.each(checks.flatMap(({ id, facts }) => Object.keys(facts).map((fact) => [id, fact] as const)))(
    "a recorded host or another platform has a value for %s's %s",
    (_check, fact) => {
      const others = platforms.flatMap(({ record }) => [parseHost(record), ...parseContainers(record)]);
      const all = [...Object.values(actual), ...others.map(essence)];
      const values = all.flatMap(({ facts, installations }) => [
        facts,
        ...installations.map((each) => each.facts),
      ]);
      expect(values.some((facts) => facts[fact] !== undefined && facts[fact] !== null)).toBe(true);
    },
  );
});

describe.each(platforms.map((platform) => [platform.name, platform] as const))("%s", (_name, platform) => {
  const host = parseHost(platform.record);

  it("has the facts that its evidence allows, and a reason for every other", () => {
    expect(host.facts).toMatchObject(platform.expect.host);
    expect(host.installations.map(({ facts }) => facts)).toMatchObject(platform.expect.installations);
    for (const { facts, gaps } of [host, ...host.installations]) {
      const silent = Object.keys(facts).filter((id) => facts[id] === null && !gaps[id]?.reason);
      expect(silent).toEqual([]);
    }
  });

  it("has no check that does not understand it", () => {
    const failed = Object.entries(host.checks).filter(([, { outcome }]) => outcome === "failed");
    expect(
      failed.filter(([id]) =>
        platform.record.transcript?.sections.some(({ check, parts }) => check === id && parts.length > 0),
      ),
    ).toEqual([]);
  });

  it("is judged as its evidence deserves", () => {
    const { findings } = audited(platform.record);
    expect(findings.map(({ rule }) => rule).sort()).toEqual([...(platform.expect.findings ?? [])].sort());
  });
});
