import { UsageError } from "../base/errors.js";
import { suggestion } from "../base/suggestion.js";
import { matchesWildcards } from "../base/wildcards.js";
import type {
  AcceptedFinding,
  Finding,
  HostAudit,
  UnknownVerdict,
  UnusedAcceptance,
} from "../model/audit.js";

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

const names = ({ hosts, globs }: Acceptance, host: string) =>
  hosts.has(host) || globs.some((glob) => matchesWildcards(glob, host));

const covers = (acceptance: Acceptance, { rule, host }: Pick<Finding, "rule" | "host">) =>
  rule === acceptance.rule && names(acceptance, host);

const validOn = (acceptances: readonly Acceptance[], today: string) =>
  acceptances.filter(({ until }) => until >= today);

/** Splits findings into those that count and those that are accepted on that day. What has run out counts again. */
export function accept(
  findings: readonly Finding[],
  acceptances: readonly Acceptance[],
  today: string,
): { findings: Finding[]; accepted: AcceptedFinding[] } {
  const valid = validOn(acceptances, today);
  const accepted: AcceptedFinding[] = [];
  const counting = findings.filter((finding) => {
    const acceptance = valid.find((each) => covers(each, finding));
    if (acceptance) accepted.push({ ...finding, reason: acceptance.reason, until: acceptance.until });
    return acceptance === undefined;
  });
  return { findings: counting, accepted };
}

/** Acceptances whose rule was judged on each of their hosts of the run, and holds on all of them. */
export function unusedOf(
  acceptances: readonly Acceptance[],
  today: string,
  seen: { findings: readonly Finding[]; unknown: readonly UnknownVerdict[]; hosts: readonly HostAudit[] },
): UnusedAcceptance[] {
  return validOn(acceptances, today).flatMap((acceptance) => {
    const own = seen.hosts.filter(({ name }) => names(acceptance, name));
    const looked = own.every(({ status }) => status === "ok" || status === "partial");
    const open = [...seen.findings, ...seen.unknown].some((each) => covers(acceptance, each));
    if (own.length === 0 || !looked || open) return [];
    const { rule, reason, until } = acceptance;
    return [{ rule, hosts: own.map(({ name }) => name), reason, until }];
  });
}

/** Throws a UsageError for a rule that does not exist: an acceptance that never applies helps nobody. */
export function checkRules(acceptances: readonly Acceptance[], known: readonly string[]): void {
  const wrong = acceptances.find(({ rule }) => !known.includes(rule));
  if (wrong)
    throw new UsageError(`accepted findings: there is no rule ${wrong.rule}${suggestion(wrong.rule, known)}`);
}
