import { isPythonVersion } from "../base/python-version.js";
import { factOrVersion, isPackageFact, NOT_INSTALLED, packageFact } from "../checks/packages/family.js";
import type {
  Comparison,
  Finding,
  HostAudit,
  InstallationAudit,
  RuleInfo,
  UnknownVerdict,
} from "../model/audit.js";
import { SEVERITIES } from "../model/audit.js";
import type { Expectation, FactInfo } from "../model/fact.js";
import { applyRule, attempt, type Verdict } from "../rules/apply.js";
import { fleetExpectation, offencesAgainst, PACKAGES } from "../rules/fleet/expectation.js";
import { orphanedProcesses } from "../rules/host/orphans.js";
import { masterTwice } from "../rules/host/two-masters.js";
import { weakConnections } from "../rules/host/weak-ssh.js";
import { rules as builtIn, catalogueOfRules } from "../rules/index.js";
import { type RemedyFacts, type Rule, remedyFacts, remedyOf } from "../rules/rule.js";
import { Place } from "../rules/scope.js";
import { withOutliers } from "./one-cause.js";

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
  rules: readonly Rule[] = builtIn,
): Judgement {
  const levels = new Map(facts.map(({ id, level }) => [id, level]));
  const findings = [...weakConnections(hosts), ...orphanedProcesses(hosts), ...masterTwice(hosts)];
  const unknown: UnknownVerdict[] = [];
  for (const host of hosts) {
    // Host by host: the verdicts of all at once would take as much memory as their findings.
    const judged = [
      ...host.installations.flatMap((installation) => judgeInstallation(host, installation, rules)),
      ...judgeExpectations(host, expectations.get(host.name) ?? {}, levels),
    ];
    // Not as arguments of one call: their number is limited, and the host decides how many there are.
    for (const finding of judged.flatMap(findingsOf)) findings.push(finding);
    for (const verdict of judged.flatMap(unknownOf)) unknown.push(verdict);
  }
  findings.sort(bySeverity);
  const whole = withOutliers(findings, hosts, comparison, facts, rules).sort(bySeverity);
  return { findings: whole, unknown, rules: [...catalogueOfRules(rules)] };
}

const bySeverity = (a: Finding, b: Finding) =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
  order(a.rule, b.rule) ||
  order(a.host, b.host);

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function judgeInstallation(
  host: HostAudit,
  installation: InstallationAudit,
  rules: readonly Rule[],
): Judged[] {
  const own = new Place(installation, new Place(host));
  const ofApplications = installation.applications.map((each) => [each.id, new Place(each, own)] as const);
  const judged: Judged[] = [];
  const apply = (rule: Rule, place: Place, application?: string) => {
    const verdict = applyRule(rule, place);
    // Nearly always all is well.
    if (!tells(verdict)) return;
    const where = { host, installation: installation.id, ...(application !== undefined && { application }) };
    judged.push({ rule, ...where, verdict });
  };
  for (const rule of rules) {
    if (rule.level !== "application") apply(rule, own);
    else for (const [id, place] of ofApplications) apply(rule, place, id);
  }
  return judged;
}

const tells = (verdict: Verdict) =>
  "unknown" in verdict || ("offences" in verdict && verdict.offences.length > 0);

/** Expectations are judged where the fact is: once on a host, or on each of its installations, or of their applications. */
function judgeExpectations(
  host: HostAudit,
  expected: Readonly<Record<string, Expectation>>,
  levels: ReadonlyMap<string, FactInfo["level"]>,
): Judged[] {
  return Object.entries(expected).flatMap(([id, expectation]): Judged[] => {
    const judged = { rule: fleetExpectation, host };
    const level = levels.get(id) ?? packageFact(id)?.level;
    if (level === undefined)
      return [{ ...judged, verdict: { unknown: `${id}: there is no such fact`, mistake: true } }];
    if (level === "host") return [{ ...judged, verdict: verdictOn(id, expectation, host, host) }];
    if (host.installations.length === 0) {
      return [{ ...judged, verdict: { unknown: `${id}: ${silence(host) ?? "no installation was seen"}` } }];
    }
    return host.installations.flatMap((installation) => {
      const here = { ...judged, installation: installation.id };
      if (level === "installation")
        return [{ ...here, verdict: verdictOn(id, expectation, installation, host) }];
      return onApplications(id, expectation, installation, host).map((each) => ({ ...here, ...each }));
    });
  });
}

/** Where applications could not be looked for, nobody knows what they would have been. */
function onApplications(
  id: string,
  expectation: Expectation,
  { applications, checks }: InstallationAudit,
  host: HostAudit,
): Pick<Judged, "application" | "verdict">[] {
  const { outcome = "failed", reason = "applications were not looked for" } = checks.applications ?? {};
  const unseen =
    outcome === "ok" || outcome === "absent" ? [] : [{ verdict: { unknown: `${id}: ${reason}` } }];
  return [
    ...applications.map((each) => ({
      application: each.id,
      verdict: verdictOn(id, expectation, each, host),
    })),
    ...unseen,
  ];
}

function verdictOn(
  id: string,
  expectation: Expectation,
  { facts, gaps }: Pick<InstallationAudit, "facts" | "gaps">,
  host: HostAudit,
): Verdict {
  const value = factOrVersion(id, facts);
  if (value === null) {
    const gap = gaps[isPackageFact(id) ? "app.distributions" : id];
    return { unknown: `${id}: ${gap?.reason ?? silence(host) ?? "it was not collected"}` };
  }
  if (isPackageFact(id)) {
    // It is said of those that have it.
    if (value === NOT_INSTALLED) return { offences: [] };
    if (isOrdered(expectation) && !isPythonVersion(String(value)))
      return { unknown: `${id}: ${String(value)} is no version that can be compared` };
  }
  const verdict = attempt(() => ({
    offences: offencesAgainst(id, value, expectation, isPackageFact(id) ? PACKAGES : undefined),
  }));
  // Only what cannot be read, such as a range that is none, fails here.
  return "unknown" in verdict ? { ...verdict, mistake: true } : verdict;
}

const isOrdered = (expectation: Expectation) =>
  typeof expectation === "object" && ("range" in expectation || "at_least" in expectation);

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

/** A host decides how long its lists are, and a finding for each of their items may name them all. */
const MOST_CHARACTERS = 2000;

const shortened = (text: string) =>
  text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)} … (${text.length} characters)` : text;

/** Those that have a value, of the host and of the installation that a rule was judged on or in. */
function factsOf({ host, installation }: Judged): RemedyFacts {
  return remedyFacts(host, ...host.installations.filter(({ id }) => id === installation));
}

function findingsOf(judged: Judged): Finding[] {
  const { rule, host, verdict } = judged;
  if (!("offences" in verdict)) return [];
  const remedy = remedyOf(rule, String(host.facts["host.os"] ?? ""), factsOf(judged));
  return verdict.offences.map((offence) => ({
    ...placeOf(judged),
    severity: rule.severity,
    ...offence,
    message: shortened(offence.message),
    evidence: shortened(offence.evidence),
    remedy,
  }));
}

const unknownOf = (judged: Judged): UnknownVerdict[] =>
  "unknown" in judged.verdict
    ? [
        {
          ...placeOf(judged),
          reason: judged.verdict.unknown,
          ...(judged.verdict.mistake && { mistake: true as const }),
        },
      ]
    : [];
