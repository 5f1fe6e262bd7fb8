import { UsageError } from "../base/errors.js";
import { matchesWildcards } from "../base/wildcards.js";
import type { AcceptedFinding, Finding } from "../model/audit.js";

/** Findings of a rule that are accepted on some hosts for a time. */
export interface Acceptance {
  rule: string;
  /** Host names; ranges are expanded, globs are not. */
  hosts: ReadonlySet<string>;
  globs: readonly string[];
  reason: string;
  /** The last day, `2027-01-31`. */
  until: string;
}

const covers = ({ rule, hosts, globs }: Acceptance, finding: Finding) =>
  rule === finding.rule &&
  (hosts.has(finding.host) || globs.some((glob) => matchesWildcards(glob, finding.host)));

/** Splits findings into those that count and those that are accepted on that day. What has run out counts again. */
export function accept(
  findings: readonly Finding[],
  acceptances: readonly Acceptance[],
  today: string,
): { findings: Finding[]; accepted: AcceptedFinding[] } {
  const valid = acceptances.filter(({ until }) => until >= today);
  const accepted: AcceptedFinding[] = [];
  const counting = findings.filter((finding) => {
    const acceptance = valid.find((each) => covers(each, finding));
    if (acceptance) accepted.push({ ...finding, reason: acceptance.reason, until: acceptance.until });
    return acceptance === undefined;
  });
  return { findings: counting, accepted };
}

/** Throws a UsageError for a rule that does not exist: an acceptance that never applies helps nobody. */
export function checkRules(acceptances: readonly Acceptance[], known: readonly string[]): void {
  const wrong = acceptances.find(({ rule }) => !known.includes(rule));
  if (wrong) throw new UsageError(`accepted findings: there is no rule ${wrong.rule}`);
}
