import { groupBy } from "../../base/group-by.js";
import type { Audit, Finding, RuleInfo, Severity } from "../../model/audit.js";
import { forPlace, forTerminal } from "../escape.js";
import { foldCounted, placeNames } from "../places.js";

type Paint = (severity: Severity, text: string) => string;
type NameOf = ReturnType<typeof placeNames>;

/** Findings by rule: what is wrong, on which hosts, on what evidence; why and what helps once for each rule. */
export function findingLines(audit: Audit, paint: Paint): string[] {
  const rules = new Map(audit.catalogue.rules.map((rule) => [rule.id, rule]));
  const nameOf = placeNames(audit);
  return [...groupBy(audit.findings, ({ rule }) => rule)].flatMap(([id, findings]) =>
    ruleLines(rules.get(id), id, findings, paint, nameOf),
  );
}

function ruleLines(
  rule: RuleInfo | undefined,
  id: string,
  findings: readonly Finding[],
  paint: Paint,
  nameOf: NameOf,
): string[] {
  const severity = findings[0]?.severity ?? "info";
  const alike = groupBy(findings, ({ application, message, evidence }) =>
    JSON.stringify([application, message, evidence]),
  );
  return [
    `${paint(severity, severity)} ${id}: ${rule?.title ?? ""}`,
    ...[...alike.values()].flatMap((same) => offenceLines(same, nameOf)),
    ...(rule ? [`    why: ${rule.why}`] : []),
    ...remedyLines(findings),
    "",
  ];
}

/** What is wrong, once for all the hosts that it is wrong on. A rule of the fleet says it all in its message. */
function offenceLines(same: readonly Finding[], nameOf: NameOf): string[] {
  const [first] = same;
  if (!first) return [];
  const evidence = first.rule.startsWith("fleet/") ? [] : first.evidence.split("\n");
  const application = first.application === undefined ? "" : ` ${forTerminal(forPlace(first.application))}`;
  return [
    `  ${foldCounted(same.map(nameOf))}${application}: ${forTerminal(first.message)}`,
    ...evidence.map((line) => `      ${forTerminal(line)}`),
  ];
}

/** One remedy for all, or each with the hosts whose system it is for. */
function remedyLines(findings: readonly Finding[]): string[] {
  const remedies = [...groupBy(findings, ({ remedy }) => remedy)];
  return remedies.map(([remedy, same]) => {
    const whose = remedies.length > 1 ? ` on ${foldCounted(same.map(({ host }) => host))}` : "";
    return `    remedy${whose}: ${forTerminal(remedy)}`;
  });
}

/** Rules that could not be judged, folded. Unknown is not a pass, and each line says what is missing. */
export function unknownLines(audit: Audit): string[] {
  if (audit.unknown.length === 0) return [];
  const nameOf = placeNames(audit);
  const alike = groupBy(audit.unknown, ({ rule, reason }) => `${rule}: ${reason}`);
  const lines = [...alike].map(
    ([what, verdicts]) => `  ${forTerminal(what)} [${foldCounted(verdicts.map(nameOf))}]`,
  );
  return ["Could not be judged, which is not a pass:", ...lines, ""];
}

/** What somebody has accepted, folded: shown, so that it is not forgotten. */
export function acceptedLines(audit: Audit): string[] {
  if (audit.accepted.length === 0) return [];
  const nameOf = placeNames(audit);
  const alike = groupBy(audit.accepted, ({ rule, reason, until }) => `${rule} until ${until}: ${reason}`);
  const lines = [...alike].map(
    ([what, findings]) => `  ${forTerminal(what)} [${foldCounted(findings.map(nameOf))}]`,
  );
  return ["Accepted:", ...lines, ""];
}
