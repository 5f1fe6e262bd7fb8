import { budgetOfHost } from "../../../src/base/budget.js";
import { ParseError } from "../../../src/base/errors.js";
import type { Check, Known } from "../../../src/checks/check.js";
import { separate } from "../../../src/checks/check.js";
import { applications, catalogueWith, checks, userCheck } from "../../../src/checks/index.js";
import { parseHost } from "../../../src/facts/host.js";
import { reachOf } from "../../../src/facts/reachability.js";
import type { FactInfo } from "../../../src/model/fact.js";
import type { HostRecord, Section, UserFact } from "../../../src/model/snapshot.js";
import { hold, holdPlain, holdTypes } from "../invariants.js";
import { hosts, sectionsOf } from "../seeds.js";
import { refusing, type Target, target } from "../target.js";
import { type MutatedSection, mutatedHost, mutatedSection, sectionInputs } from "./sections.js";

/** Facts of an inventory, one of each type. */
const OWN: UserFact[] = (["string", "number", "boolean", "list"] as const).map((type) => ({
  id: `user.${type}`,
  label: type,
  command: "true",
  type,
  ...(type === "string" && { pattern: "(\\w+) \\d" }),
}));
const own = userCheck(OWN) as Check;
const all: readonly Check[] = [...checks, own];
const catalogue = new Map<string, FactInfo>(catalogueWith(OWN).map((fact) => [fact.id, fact]));

const withOwn = hosts.map((record): HostRecord => {
  const parts = OWN.map(({ id }) => ({ name: id, stdout: "one 1\ntwo 2\n", stderr: "", status: 0 }));
  const section = { check: "user", installation: 0, parts, status: 0, timedOut: false };
  const transcript = { complete: true, noise: "", sections: [...sectionsOf(record), section] };
  return { ...record, transcript };
});

interface Before {
  sections: ReadonlyMap<string, Section>;
  /** What the checks before each one know. */
  known: ReadonlyMap<string, Known>;
}

/** What a check of an untouched host is given. */
function beforeOf(record: HostRecord): Before {
  const sections = new Map(sectionsOf(record).map((section) => [section.check, section]));
  const known = new Map<string, Known>();
  let so: Known = {};
  for (const check of all) {
    known.set(check.id, so);
    const section = sections.get(check.id);
    if (section)
      so = {
        ...so,
        ...check.parse({ section, other: (id) => sections.get(id), known: so, budget: budgetOfHost() }),
      };
  }
  known.set(applications.id, so);
  return { sections, known };
}

const before = withOwn.map(beforeOf);

/** Runs one parser without the catch that keeps it from costing another's facts: only a ParseError may come. */
function holdBare(check: Check, input: MutatedSection): void {
  const { sections, known } = before[input.host] as Before;
  const section = mutatedSection(
    sectionsOf(withOwn[input.host] as HostRecord)[input.section] as Section,
    input,
  );
  const other = (id: string) => (id === check.id ? section : sections.get(id));
  const found = refusing(
    () => check.parse({ section, other, known: known.get(check.id) ?? {}, budget: budgetOfHost() }),
    ParseError,
  );
  if (!found) return;
  const { facts, gaps } = separate(found);
  holdPlain([facts, gaps]);
  holdTypes(facts, gaps, catalogue);
}

/** The applications of a host whose section was mutated. */
function holdApplications(input: MutatedSection): void {
  const { sections, known } = before[input.host] as Before;
  const section = mutatedSection(
    sectionsOf(withOwn[input.host] as HostRecord)[input.section] as Section,
    input,
  );
  const other = (id: string) => (id === section.check ? section : sections.get(id));
  const rows = refusing(
    () => applications.parse({ other, known: known.get(applications.id) ?? {}, budget: budgetOfHost() }),
    ParseError,
  );
  if (!Array.isArray(rows)) return;
  hold(new Set(rows.map(({ id }) => id)).size === rows.length, () => "two applications with one id");
  for (const row of rows) {
    const { facts, gaps } = separate(row.facts);
    holdPlain([facts, gaps]);
    holdTypes(facts, gaps, catalogue);
  }
}

function holdHost(record: HostRecord): void {
  const host = parseHost(record, { facts: OWN });
  holdPlain(host);
  hold(record.transcript?.complete === true || host.status !== "ok", () => "cut, and ok");
  holdTypes(host.facts, host.gaps, catalogue);
  for (const { facts, gaps, applications: apps, checks: outcomes } of host.installations) {
    holdTypes(facts, gaps, catalogue);
    for (const app of apps) holdTypes(app.facts, app.gaps, catalogue);
    const failed = Object.values(outcomes).some(({ outcome }) => outcome === "failed");
    hold(!failed || host.status !== "ok", () => "a check failed, and the host is ok");
  }
  holdPlain(reachOf(record));
}

/** What each is worth: parsers of rich languages get more inputs. */
const SHARES: Readonly<Record<string, number>> = {
  config: 60,
  library: 60,
  python: 40,
  files: 40,
  processes: 40,
};

const bare = all.map((check) =>
  target<MutatedSection>({
    name: `check ${check.id}`,
    share: SHARES[check.id] ?? 20,
    inputs: sectionInputs(withOwn, check.id),
    run: (input) => holdBare(check, input),
  }),
);

export const checkTargets: readonly Target[] = [
  ...bare,
  target<MutatedSection>({
    name: "applications",
    share: 20,
    inputs: sectionInputs(withOwn),
    run: holdApplications,
  }),
  target<MutatedSection>({
    name: "host as a whole",
    share: 10,
    inputs: sectionInputs(withOwn),
    run: (input) => holdHost(mutatedHost(withOwn, input)),
  }),
];
