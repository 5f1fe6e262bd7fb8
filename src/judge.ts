import { showValue } from "./difference.js";
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
import { applyRule } from "./rule.js";
import { fleetExpectation, meets, outliers } from "./rules/fleet.js";
import { ruleCatalogue, rules } from "./rules/index.js";

export interface Judgement {
  findings: Finding[];
  unknown: UnknownVerdict[];
  rules: RuleInfo[];
}

export type Expectations = ReadonlyMap<string, Readonly<Record<string, Expectation>>>;

/** Applies every rule to every installation. A rule whose facts are missing is unknown, which is never a pass. */
export function judge(
  hosts: readonly HostAudit[],
  facts: readonly FactInfo[],
  comparison: readonly Comparison[],
  expectations: Expectations,
): Judgement {
  const findings: Finding[] = outliers(comparison);
  const unknown: UnknownVerdict[] = [];
  for (const host of hosts) {
    for (const installation of host.installations) judgeInstallation(host, installation, findings, unknown);
    judgeExpectations(host, expectations.get(host.name) ?? {}, facts, findings, unknown);
  }
  return { findings: findings.sort(bySeverity), unknown, rules: [...ruleCatalogue] };
}

const bySeverity = (a: Finding, b: Finding) =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
  compare(a.rule, b.rule) ||
  compare(a.host, b.host);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function judgeInstallation(
  host: HostAudit,
  installation: InstallationAudit,
  findings: Finding[],
  unknown: UnknownVerdict[],
): void {
  const facts = { ...host.facts, ...installation.facts };
  const gaps = { ...host.gaps, ...installation.gaps };
  const where = { host: host.name, installation: installation.id };
  for (const rule of rules) {
    const verdict = applyRule(rule, facts, gaps);
    if ("unknown" in verdict) unknown.push({ rule: rule.id, ...where, reason: verdict.unknown });
    if (!("offences" in verdict)) continue;
    for (const offence of verdict.offences) {
      findings.push({ rule: rule.id, severity: rule.severity, ...where, ...offence, remedy: rule.remedy });
    }
  }
}

/** Expectations of host facts are judged once, those of installation facts on each installation. */
function judgeExpectations(
  host: HostAudit,
  expected: Readonly<Record<string, Expectation>>,
  facts: readonly FactInfo[],
  findings: Finding[],
  unknown: UnknownVerdict[],
): void {
  for (const [id, expectation] of Object.entries(expected)) {
    const level = facts.find((fact) => fact.id === id)?.level;
    const rows = level === "host" ? [host] : host.installations;
    if (rows.length === 0) unknown.push(doubt(host.name, undefined, id, "no installation was seen"));
    for (const row of rows) {
      const installation = "id" in row ? row.id : undefined;
      const value = row.facts[id] ?? null;
      const at = { host: host.name, ...(installation !== undefined && { installation }) };
      if (value === null) {
        unknown.push(doubt(host.name, installation, id, row.gaps[id]?.reason ?? "there is no such fact"));
      } else if (!meets(value, expectation)) {
        findings.push({
          rule: fleetExpectation.id,
          severity: fleetExpectation.severity,
          ...at,
          message: `${id} is ${showValue(value)}, expected ${JSON.stringify(expectation)}`,
          evidence: `${id} = ${showValue(value)}`,
          remedy: fleetExpectation.remedy,
          actual: value,
        });
      }
    }
  }
}

const doubt = (
  host: string,
  installation: string | undefined,
  id: string,
  reason: string,
): UnknownVerdict => ({
  rule: fleetExpectation.id,
  host,
  ...(installation !== undefined && { installation }),
  reason: `${id}: ${reason}`,
});
