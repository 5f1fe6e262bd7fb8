import type {
  Comparison,
  Expectation,
  FactInfo,
  Finding,
  HostAudit,
  InstallationAudit,
  RuleInfo,
  UnknownVerdict,
} from "./model.js";
import { SEVERITIES } from "./model.js";
import { applyRule, attempt, type Rule, remedyOf, type Verdict } from "./rule.js";
import { fleetExpectation, offencesAgainst } from "./rules/expectation.js";
import { ruleCatalogue, rules } from "./rules/index.js";
import { outliers } from "./rules/outlier.js";
import { weakConnections } from "./rules/weak-ssh.js";

export interface Judgement {
  findings: Finding[];
  unknown: UnknownVerdict[];
  rules: RuleInfo[];
}

/** By host name, then by fact id. */
export type Expectations = ReadonlyMap<string, Readonly<Record<string, Expectation>>>;

/** One rule's verdict on one place. */
interface Judged {
  rule: Pick<Rule, "id" | "severity" | "remedy">;
  host: HostAudit;
  installation?: string;
  application?: string;
  verdict: Verdict;
}

/** Applies every rule to every installation. A rule whose facts are missing is unknown, which is never a pass. */
export function judge(
  hosts: readonly HostAudit[],
  facts: readonly FactInfo[],
  comparison: readonly Comparison[],
  expectations: Expectations,
): Judgement {
  const levels = new Map(facts.map(({ id, level }) => [id, level]));
  const judged = hosts.flatMap((host) => [
    ...host.installations.flatMap((installation) => judgeInstallation(host, installation)),
    ...judgeExpectations(host, expectations.get(host.name) ?? {}, levels),
  ]);
  const findings = [...weakConnections(hosts), ...outliers(comparison), ...judged.flatMap(findingsOf)];
  return {
    findings: findings.sort(bySeverity),
    unknown: judged.flatMap(unknownOf),
    rules: [...ruleCatalogue],
  };
}

const bySeverity = (a: Finding, b: Finding) =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
  order(a.rule, b.rule) ||
  order(a.host, b.host);

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Facts and gaps are put together once for all rules: there are as many rules as facts. */
function judgeInstallation(host: HostAudit, installation: InstallationAudit): Judged[] {
  const own = joined(host, installation);
  const ofApplications = installation.applications.map((each) => ({ id: each.id, ...joined(own, each) }));
  const judged: Judged[] = [];
  const apply = (rule: Rule, { facts, gaps }: typeof own, application?: string) => {
    const verdict = applyRule(rule, facts, gaps);
    // Nearly always all is well.
    if (!tells(verdict)) return;
    const place = { host, installation: installation.id, ...(application !== undefined && { application }) };
    judged.push({ rule, ...place, verdict });
  };
  for (const rule of rules as readonly Rule[]) {
    if (rule.level !== "application") apply(rule, own);
    else for (const each of ofApplications) apply(rule, each, each.id);
  }
  return judged;
}

const joined = (outer: Pick<HostAudit, "facts" | "gaps">, inner: Pick<HostAudit, "facts" | "gaps">) => ({
  facts: above(outer.facts, inner.facts),
  gaps: above(outer.gaps, inner.gaps),
});

/** What stands outside is seen through, and not copied for each application. */
const above = <T extends object>(outer: T, inner: T): T => Object.assign(Object.create(outer), inner);

const tells = (verdict: Verdict) =>
  "unknown" in verdict || ("offences" in verdict && verdict.offences.length > 0);

/** Expectations of host facts are judged once, those of installation facts on each installation. */
function judgeExpectations(
  host: HostAudit,
  expected: Readonly<Record<string, Expectation>>,
  levels: ReadonlyMap<string, FactInfo["level"]>,
): Judged[] {
  return Object.entries(expected).flatMap(([id, expectation]): Judged[] => {
    const judged = { rule: fleetExpectation, host };
    const level = levels.get(id);
    if (level === undefined) return [{ ...judged, verdict: { unknown: `${id}: there is no such fact` } }];
    if (level === "host") return [{ ...judged, verdict: verdictOn(id, expectation, host, host) }];
    if (host.installations.length === 0) {
      return [{ ...judged, verdict: { unknown: `${id}: ${silence(host) ?? "no installation was seen"}` } }];
    }
    return host.installations.map((installation) => ({
      ...judged,
      installation: installation.id,
      verdict: verdictOn(id, expectation, installation, host),
    }));
  });
}

function verdictOn(
  id: string,
  expectation: Expectation,
  { facts, gaps }: Pick<InstallationAudit, "facts" | "gaps">,
  host: HostAudit,
): Verdict {
  const value = facts[id] ?? null;
  if (value === null) {
    return { unknown: `${id}: ${gaps[id]?.reason ?? silence(host) ?? "it was not collected"}` };
  }
  return attempt(() => ({ offences: offencesAgainst(id, value, expectation) }));
}

/** Why a host told nothing; undefined for one that answered. */
const silence = ({ status, error }: HostAudit): string | undefined =>
  status === "ok" || status === "partial"
    ? undefined
    : `the host is ${status}${error ? `: ${error.message}` : ""}`;

const placeOf = ({ rule, host, installation, application }: Judged) => ({
  rule: rule.id,
  host: host.name,
  ...(installation !== undefined && { installation }),
  ...(application !== undefined && { application }),
});

function findingsOf(judged: Judged): Finding[] {
  const { rule, host, verdict } = judged;
  if (!("offences" in verdict)) return [];
  const remedy = remedyOf(rule, String(host.facts["host.os"] ?? ""));
  return verdict.offences.map((offence) => ({
    ...placeOf(judged),
    severity: rule.severity,
    ...offence,
    remedy,
  }));
}

const unknownOf = (judged: Judged): UnknownVerdict[] =>
  "unknown" in judged.verdict ? [{ ...placeOf(judged), reason: judged.verdict.unknown }] : [];
