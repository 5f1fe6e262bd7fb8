import { groupBy } from "../base/group-by.js";
import type { Audit, Finding, UnknownVerdict } from "../model/audit.js";
import { fleetExpectation } from "../rules/fleet/expectation.js";
import { fleetOutlier } from "../rules/fleet/outlier.js";

export interface FindingDrift {
  appeared: Finding[];
  /** Of hosts that were not read before, or of rules that could not be judged: new at least to whoever is told. */
  firstSeen: Finding[];
  cleared: Finding[];
}

/** What a finding is about, so that it is known again: its wording may change. */
export const subjectOf = (finding: Finding): string =>
  keyOf(finding, finding.rule === fleetExpectation.id ? finding.evidence.split(" = ")[0] : undefined);

const subjectOfUnknown = (verdict: UnknownVerdict): string =>
  keyOf(verdict, verdict.rule === fleetExpectation.id ? verdict.reason.split(": ")[0] : undefined);

const keyOf = (
  { rule, host, installation, application }: Finding | UnknownVerdict,
  fact: string | undefined,
): string => JSON.stringify([rule, host, installation, application, fact]);

/** What rules could not judge, by subject. */
export const openSubjects = ({ unknown }: Audit): Set<string> => new Set(unknown.map(subjectOfUnknown));

/**
 * Findings that came and went. One is cleared where its rule could be judged again, and holds; what is accepted from
 * one day to the other has not gone.
 */
export function findingDrift(
  before: Audit,
  after: Audit,
  compared: ReadonlySet<string>,
  selected: ReadonlySet<string>,
): FindingDrift {
  const [wasOpen, isOpen] = [openSubjects(before), openSubjects(after)];
  // The values themselves tell who differs from the majority.
  const told = ({ host, rule }: Finding) => !(compared.has(host) && rule === fleetOutlier.id);
  const fresh = excess(after.findings.filter(told), before.findings);
  const isFirst = (each: Finding) => !compared.has(each.host) || wasOpen.has(subjectOf(each));
  const gone = excess(
    [...before.findings, ...before.accepted].filter((each) => compared.has(each.host) && told(each)),
    [...after.findings, ...after.accepted],
  );
  return {
    appeared: fresh.filter((each) => !isFirst(each)),
    firstSeen: fresh.filter((each) => isFirst(each) && selected.has(each.host)),
    cleared: gone.filter((each) => !isOpen.has(subjectOf(each))),
  };
}

/** Those of the first list that are more than in the second: of one subject there may be several. */
function excess(findings: readonly Finding[], others: readonly Finding[]): Finding[] {
  const known = groupBy(others, subjectOf);
  return [...groupBy(findings, subjectOf)].flatMap(([subject, same]) => {
    const rest = [...(known.get(subject) ?? [])];
    const unmatched = same.filter(({ message }) => {
      const twin = rest.findIndex((each) => each.message === message);
      if (twin >= 0) rest.splice(twin, 1);
      return twin < 0;
    });
    // Another wording of what was there before is nothing new.
    return unmatched.slice(rest.length);
  });
}
