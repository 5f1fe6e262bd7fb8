import { checkOptions, type Kind, type Kinds, listOf, object, required, text } from "../base/arguments.js";
import { UsageError } from "../base/errors.js";
import { suggestion } from "../base/suggestion.js";
import type { Check } from "../checks/check.js";
import { checks as builtIn, catalogueWith } from "../checks/index.js";
import { assertChecks } from "../checks/list.js";
import { parseContainers } from "../facts/containers.js";
import { parseHost } from "../facts/host.js";
import { Sharing } from "../facts/intern.js";
import { AUDIT_SCHEMA, type Audit, type HostAudit, type UnknownVerdict } from "../model/audit.js";
import type { Expectation } from "../model/fact.js";
import type { Snapshot } from "../model/snapshot.js";
import { fleetOutlier } from "../rules/fleet/outlier.js";
import { rules as builtInRules, fleetRules } from "../rules/index.js";
import { assertRules } from "../rules/list.js";
import type { Rule } from "../rules/rule.js";
import type { Take } from "../snapshot/parse.js";
import { type Acceptance, accept, checkRules, unusedOf } from "./accept.js";
import { checkCompareBy, compareFleet } from "./compare.js";
import { judge } from "./judge.js";
import { totals } from "./totals.js";

export interface EvaluateOptions {
  /** All that there are, by default: `[...checks, own]` has one more. */
  checks?: readonly Check[];
  /** All that there are, by default. Rules that look at the fleet are always judged. */
  rules?: readonly Rule[];
  /** Compare all hosts with this one instead of with the majority of their group. */
  golden?: string;
  accepted?: readonly Acceptance[];
  /** The day that acceptances are held against, `2026-12-24`; today by default. */
  today?: string;
}

/** What a host's record says, and what its inventory expects of it: all that judging needs. */
export interface HostFacts {
  audit: HostAudit;
  expect: Readonly<Record<string, Expectation>>;
  /** Those of its containers that were asked. */
  containers?: readonly HostAudit[];
}

const DAY: Kind = {
  is: (value) => /^\d{4}-\d\d-\d\d$/.test(String(value)) && !Number.isNaN(Date.parse(String(value))),
  expected: "a day such as 2026-12-24",
};

const ACCEPTANCE: Kinds<Acceptance> = {
  rule: required(text),
  hosts: required({ is: (value) => value instanceof Set, expected: "a set of host names" }),
  globs: required(listOf(text)),
  reason: required(text),
  until: required(DAY),
};

const OPTIONS: Kinds<EvaluateOptions> = {
  checks: listOf(object),
  rules: listOf(object),
  golden: text,
  accepted: listOf(object),
  today: DAY,
};

/** Throws a TypeError that names what is wrong with the options. */
export function checkEvaluation(what: string, options: EvaluateOptions): void {
  checkOptions(what, options, OPTIONS);
  for (const [place, each] of (options.accepted ?? []).entries())
    checkOptions(`${what}: accepted[${place}]`, each, ACCEPTANCE);
  if (options.checks) assertChecks(options.checks);
}

/** Reads records one at a time. What they have in common is kept once: a fleet is mostly alike. */
export function factsReader({ checks = builtIn }: Pick<EvaluateOptions, "checks"> = {}): Take<HostFacts> {
  const sharing = new Sharing();
  return (record, { facts = [] }) => {
    const containers = parseContainers(record, { facts, checks });
    return {
      audit: sharing.host(parseHost(record, { facts, checks })),
      expect: record.host.expect,
      ...(containers.length > 0 && { containers: containers.map((each) => sharing.host(each)) }),
    };
  };
}

/**
 * Judges a snapshot: what each host printed becomes facts, comparison and findings. Pure but for the day of today.
 * Throws a UsageError for a golden host, a fact to compare by or a rule to accept that is not there, and a TypeError for
 * options, checks or rules that are none.
 */
export function evaluate(snapshot: Snapshot, options: EvaluateOptions = {}): Audit {
  checkEvaluation("evaluate", options);
  const read = factsReader(options);
  return judgeSnapshot(
    { ...snapshot, hosts: snapshot.hosts.map((each) => read(each, snapshot.header)) },
    options,
  );
}

/** The same for a snapshot of which only the facts were kept. */
export function judgeSnapshot(snapshot: Snapshot<HostFacts>, options: EvaluateOptions = {}): Audit {
  const { header, end } = snapshot;
  const { checks = builtIn, rules: asked = builtInRules } = options;
  const hosts = inOrder(snapshot);
  const catalogue = [...catalogueWith(header.facts, checks)];
  assertRules(asked, catalogue, fleetRules);
  checkCompareBy(header.compareBy, catalogue);
  const expectations = expectationsOf(snapshot);
  const { comparison, classes } = compareFleet(hosts, catalogue, header.compareBy, options.golden);
  const judged = judge(hosts, catalogue, comparison, expectations, asked);
  const { rules } = judged;
  const unknown = [...goldenSilence(options.golden, hosts), ...judged.unknown];
  const acceptances = options.accepted ?? [];
  checkRules(
    acceptances,
    rules.map(({ id }) => id),
  );
  const today = options.today ?? new Date().toISOString().slice(0, 10);
  const { findings, accepted } = accept(judged.findings, acceptances, today);
  const unused = unusedOf(acceptances, today, { findings: judged.findings, unknown, hosts });
  return {
    schema: AUDIT_SCHEMA,
    tool: header.tool,
    run: {
      ...header.run,
      finishedAt: end?.finishedAt ?? null,
      selected: header.selected,
      interrupted: end?.interrupted ?? true,
      compareBy: header.compareBy,
    },
    totals: totals(header.selected.length + containersIn(hosts), hosts, findings, unknown, accepted.length),
    hosts,
    catalogue: { facts: catalogue, rules },
    comparison,
    classes,
    findings,
    accepted,
    ...(unused.length > 0 && { unused }),
    unknown,
  };
}

/** From a golden host that shows nothing nobody differs, which does not mean that all are alike. */
function goldenSilence(golden: string | undefined, hosts: readonly HostAudit[]): UnknownVerdict[] {
  if (golden === undefined) return [];
  const host = hosts.find(({ name }) => name === golden);
  if (!host) {
    const names = hosts.map(({ name }) => name);
    throw new UsageError(
      `the golden host ${golden} is not among the hosts of this run${suggestion(golden, names)}`,
    );
  }
  if (host.installations.length > 0) return [];
  const reason = `the golden host shows no installation to compare with: it is ${host.status}`;
  return [{ rule: fleetOutlier.id, host: golden, reason }];
}

const containersIn = (hosts: readonly HostAudit[]) =>
  hosts.filter(({ containerOf }) => containerOf !== undefined).length;

/** What is demanded of a host is demanded in its containers as well, but for what is about the machine itself. */
function expectationsOf({ hosts }: Snapshot<HostFacts>): Map<string, HostFacts["expect"]> {
  return new Map(
    hosts.flatMap(({ audit, expect, containers = [] }) => {
      const inside = Object.fromEntries(Object.entries(expect).filter(([id]) => !/^(host|user)\./.test(id)));
      return [[audit.name, expect] as const, ...containers.map(({ name }) => [name, inside] as const)];
    }),
  );
}

/**
 * The order of the inventory, each host with its containers behind it; a host without a record was not reached before the
 * run ended.
 */
function inOrder({ header, hosts }: Snapshot<HostFacts>): HostAudit[] {
  const known = new Map(hosts.map((each) => [each.audit.name, each]));
  return header.selected.flatMap((name) => {
    const { audit, containers = [] } = known.get(name) ?? { audit: missing(name) };
    return [audit, ...containers];
  });
}

const missing = (name: string): HostAudit => ({
  name,
  address: "",
  groups: [],
  durationMs: 0,
  status: "skipped",
  facts: {},
  gaps: {},
  checks: {},
  installations: [],
});
