import { groupBy } from "../base/group-by.js";
import type { Comparison, Difference, Finding, HostAudit } from "../model/audit.js";
import { SEVERITIES } from "../model/audit.js";
import type { FactInfo } from "../model/fact.js";
import { fleetOutlier, outlierFinding } from "../rules/fleet/outlier.js";
import type { Rule } from "../rules/rule.js";

/** A difference, and the place that it is at: "" for a host's fact. */
interface Placed {
  host: string;
  installation: string;
  others: string;
  difference: Difference;
}

/**
 * One cause is one finding. Where a place is not like its group and a finding says why, that becomes part of the finding;
 * of all else that differs at a place one finding is made. A finding of less weight than an outlier explains none:
 * nobody would be told.
 */
export function withOutliers(
  findings: readonly Finding[],
  hosts: readonly HostAudit[],
  comparison: readonly Comparison[],
  facts: readonly FactInfo[],
  rules: readonly Rule[],
): Finding[] {
  const explained = new Map(rules.map((rule) => [rule.id, factsOf(rule)]));
  const told = groupBy(findings.filter(isGrave), ({ host }) => host);
  const parts = new Map<Finding, Difference[]>();
  const rest = comparison.flatMap(placedOf).filter((each) => {
    const cause = told
      .get(each.host)
      ?.find((finding) => explains(finding, explained.get(finding.rule), each));
    if (cause) parts.set(cause, [...(parts.get(cause) ?? []), each.difference]);
    return !cause;
  });
  return [
    ...findings.map((each) => {
      const differs = parts.get(each);
      return differs ? { ...each, differs } : each;
    }),
    ...outlying(rest, hosts, facts),
  ];
}

const factsOf = ({ needs, uses = [], explains = [] }: Rule): ReadonlySet<string> =>
  new Set([...needs, ...uses, ...explains]);

const isGrave = ({ severity }: Finding) =>
  SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(fleetOutlier.severity);

const explains = (
  { installation }: Finding,
  facts: ReadonlySet<string> | undefined,
  { installation: at, difference }: Placed,
): boolean =>
  facts?.has(difference.fact) === true && (at === "" || installation === undefined || installation === at);

function placedOf({ fact, group, majority, golden, outliers }: Comparison): Placed[] {
  if (majority === null) return [];
  const others = golden ?? `most of ${group}`;
  return outliers.map(({ host, installation, value }) => ({
    host,
    installation,
    others,
    difference: { fact, actual: value, expected: majority },
  }));
}

/** A host's own facts stand with those of its installation, where it has one. */
function outlying(
  placed: readonly Placed[],
  hosts: readonly HostAudit[],
  facts: readonly FactInfo[],
): Finding[] {
  const only = new Map(
    hosts.flatMap(({ name, installations: [first, ...more] }) =>
      first && more.length === 0 ? [[name, first.id] as const] : [],
    ),
  );
  const placeOf = ({ host, installation }: Placed) => installation || only.get(host) || "";
  const info = new Map(facts.map((fact) => [fact.id, fact]));
  return [...groupBy(placed, (each) => `${each.host}\n${placeOf(each)}`).values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const installation = placeOf(first);
    const { host, others } = first;
    const differs = same.map(({ difference }) => difference);
    return [outlierFinding({ host, ...(installation && { installation }), others, differs }, info)];
  });
}
