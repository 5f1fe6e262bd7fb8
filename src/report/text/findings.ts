import { groupBy } from "../../base/group-by.js";
import type { Audit, Finding, RuleInfo, Severity, UnknownVerdict } from "../../model/audit.js";
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

/**
 * Rules that could not be judged, folded. Unknown is not a pass, and each line says what is missing. What the inventory
 * got wrong stands apart: no host can mend it.
 */
export function unknownLines(audit: Audit): string[] {
  const mistakes = audit.unknown.filter(({ mistake }) => mistake);
  const others = audit.unknown.filter(({ mistake }) => !mistake);
  return [
    ...verdictLines(
      "The inventory of this run has mistakes, by which nothing can be judged:",
      mistakes,
      audit,
    ),
    ...verdictLines("Could not be judged, which is not a pass:", others, audit),
  ];
}

function verdictLines(title: string, verdicts: readonly UnknownVerdict[], audit: Audit): string[] {
  if (verdicts.length === 0) return [];
  const nameOf = placeNames(audit);
  const alike = groupBy(verdicts, ({ rule, reason }) => `${rule}: ${reason}`);
  const lines = [...alike].map(([what, same]) => `  ${forTerminal(what)} [${foldCounted(same.map(nameOf))}]`);
  return [title, ...lines, ""];
}

/** What somebody has accepted, folded: shown, so that it is not forgotten, and said where it is no longer needed. */
export const acceptedLines = (audit: Audit): string[] => [...stillAccepted(audit), ...unusedLines(audit)];

function unusedLines({ unused = [] }: Audit): string[] {
  const lines = unused.map(
    ({ rule, until, reason, hosts }) =>
      `  ${forTerminal(`${rule} until ${until}: ${reason}`)} [${foldCounted(hosts)}]`,
  );
  return lines.length > 0 ? ["Accepted, and not found any more:", ...lines, ""] : [];
}

function stillAccepted(audit: Audit): string[] {
  if (audit.accepted.length === 0) return [];
  const nameOf = placeNames(audit);
  const alike = groupBy(audit.accepted, ({ rule, reason, until }) => `${rule} until ${until}: ${reason}`);
  const lines = [...alike].map(
    ([what, findings]) => `  ${forTerminal(what)} [${foldCounted(findings.map(nameOf))}]`,
  );
  return ["Accepted:", ...lines, ""];
}
