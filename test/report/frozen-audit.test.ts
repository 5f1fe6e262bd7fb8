import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { totals } from "../../src/audit/totals.js";
import { SEVERITIES } from "../../src/model/audit.js";
import { HOST_STATUSES } from "../../src/model/fact.js";
import { frozenAudit } from "../support/frozen-audit.js";
import { EVIL } from "../support/hostile.js";

const audit = frozenAudit();
const { hosts, catalogue, comparison, classes, findings, accepted, unknown, run } = audit;
const installations = hosts.flatMap((host) => host.installations);
const applications = installations.flatMap((each) => each.applications);
const sides = [...hosts, ...installations, ...applications];
const gaps = sides.flatMap((side) => Object.values(side.gaps));
const values = sides.flatMap((side) => Object.values(side.facts)).filter((value) => value !== null);

const SHIPPED = new URL("../../schemas/audit.schema.json", import.meta.url);

const kindOf = (value: unknown) =>
  Array.isArray(value) ? (typeof value[0] === "object" ? "records" : "list") : typeof value;

describe("the frozen audit", () => {
  it("is valid against the schema that is shipped", () => {
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
      JSON.parse(readFileSync(SHIPPED, "utf8")),
    );
    validate(audit);
    expect(validate.errors).toBeNull();
  });

  it("adds up, and speaks only of what is in it", () => {
    expect(audit.totals).toEqual(totals(run.selected.length, hosts, findings, unknown, accepted.length));
    expect(run.selected).toEqual(hosts.map(({ name }) => name));
    const facts = new Set(catalogue.facts.map(({ id }) => id));
    const rules = new Set(catalogue.rules.map(({ id }) => id));
    const places = new Map(hosts.map(({ name, installations }) => [name, installations.map(({ id }) => id)]));
    expect(sides.flatMap((side) => Object.keys(side.facts)).filter((id) => !facts.has(id))).toEqual([]);
    expect(comparison.filter(({ fact }) => !facts.has(fact))).toEqual([]);
    for (const each of [...findings, ...accepted, ...unknown]) {
      expect(rules).toContain(each.rule);
      if (each.installation) expect(places.get(each.host)).toContain(each.installation);
      else expect([...places.keys()]).toContain(each.host);
    }
    for (const { host, installation } of classes.flatMap(({ members }) => members))
      expect(places.get(host)).toContain(installation);
  });

  it("says why, wherever it has no value", () => {
    const silent = sides.flatMap(({ facts, gaps }) =>
      Object.keys(facts).filter((id) => facts[id] === null && !gaps[id]?.reason),
    );
    expect(silent).toEqual([]);
  });

  it.each<[string, Iterable<unknown>, readonly unknown[]]>([
    ["state of a host", hosts.map(({ status }) => status), HOST_STATUSES],
    ["severity of a finding", findings.map(({ severity }) => severity), SEVERITIES],
    ["kind of gap", gaps.map(({ outcome }) => outcome), ["absent", "denied", "failed"]],
    ["level of a fact", catalogue.facts.map(({ level }) => level), ["host", "installation", "application"]],
    ["kind of value", values.map(kindOf), ["string", "number", "boolean", "list", "records"]],
    ["number of installations", hosts.map(({ installations }) => installations.length), [0, 1, 2]],
    ["number of applications", installations.map(({ applications }) => applications.length), [0, 1, 2]],
    ["size of a class", classes.map(({ count }) => Math.min(count, 2)), [1, 2]],
    ["fact that is compared, or not", catalogue.facts.map(({ compared }) => compared), [true, false]],
    ["spread with a majority, or a tie", comparison.map(({ majority }) => majority === null), [true, false]],
    ["rule that found something, or nothing", catalogue.rules.map(({ id }) => found(id)), [true, false]],
    ["place of a finding", findings.map(placeOf), ["host", "installation", "application"]],
    ["error with a hint, or without", hosts.map(({ error }) => error && "hint" in error), [true, false]],
  ])("has every %s", (_what, seen, wanted) => {
    expect(new Set(seen)).toEqual(new Set([...seen, ...wanted]));
  });

  it("has an interrupted run, accepted findings, jump hosts, weak algorithms and a sudo that refuses", () => {
    expect(run.interrupted).toBe(true);
    expect(accepted.length).toBeGreaterThan(0);
    expect(hosts.some(({ connection }) => connection?.via && connection.algorithms)).toBe(true);
    expect(hosts.some(({ elevated }) => elevated?.error)).toBe(true);
  });

  it.each<[string, readonly (string | undefined)[]]>([
    ["names of hosts", hosts.map(({ name }) => name)],
    ["names of groups", hosts.flatMap(({ groups }) => groups)],
    ["ids of installations", installations.map(({ id }) => id)],
    ["ids of applications", applications.map(({ id }) => id)],
    ["values of facts", values.flatMap(textsIn)],
    ["reasons of gaps", gaps.map(({ reason }) => reason)],
    ["errors and hints", hosts.flatMap(({ error }) => [error?.message, error?.hint])],
    ["findings", findings.map(({ message, evidence }) => message + evidence)],
    ["reasons of acceptances", accepted.map(({ reason }) => reason)],
    ["reasons of what is unknown", unknown.map(({ reason }) => reason)],
  ])("has hostile %s", (_where, texts) => {
    expect(texts.filter((text) => text?.includes(EVIL)).length).toBeGreaterThan(0);
  });
});

function found(rule: string): boolean {
  return findings.some((each) => each.rule === rule);
}

function placeOf({ installation, application }: (typeof findings)[number]): string {
  return application !== undefined ? "application" : installation !== undefined ? "installation" : "host";
}

function textsIn(value: unknown): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(textsIn);
  return typeof value === "string" ? [value] : [];
}
