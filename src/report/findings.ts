import { foldNames } from "../inventory/ranges.js";
import type { Audit, Finding, RuleInfo, Severity } from "../model.js";
import { forTerminal } from "./escape.js";

/** Findings by rule: what is wrong, on which hosts, on what evidence; why and what helps once for each rule. */
export function findingLines(audit: Audit, paint: (severity: Severity, text: string) => string): string[] {
  const rules = new Map(audit.catalogue.rules.map((rule) => [rule.id, rule]));
  const groups = groupBy(audit.findings, ({ rule }) => rule);
  return [...groups].flatMap(([id, findings]) => ruleLines(rules.get(id), id, findings, paint));
}

function ruleLines(
  rule: RuleInfo | undefined,
  id: string,
  findings: readonly Finding[],
  paint: (severity: Severity, text: string) => string,
): string[] {
  const severity = findings[0]?.severity ?? "info";
  const messages = [...groupBy(findings, ({ message }) => message)];
  return [
    `${paint(severity, severity)} ${id}: ${rule?.title ?? ""}`,
    ...messages.flatMap(([message, same]) => messageLines(message, same)),
    ...(rule ? [`    why: ${rule.why}`, `    remedy: ${rule.remedy}`] : []),
    "",
  ];
}

function messageLines(message: string, findings: readonly Finding[]): string[] {
  const hosts = forTerminal(foldNames(findings.map(({ host }) => host)));
  const count = findings.length > 1 ? ` (${findings.length})` : "";
  const evidence = new Set(
    findings.flatMap((finding) => (finding.rule.startsWith("fleet/") ? [] : finding.evidence.split("\n"))),
  );
  return [
    `  ${hosts}${count}: ${forTerminal(message)}`,
    ...[...evidence].map((line) => `      ${forTerminal(line)}`),
  ];
}

/** Rules that could not be judged, folded: unknown is not a pass, and says what it lacks. */
export function unknownLines(audit: Audit): string[] {
  if (audit.unknown.length === 0) return [];
  const groups = groupBy(audit.unknown, ({ rule, reason }) => `${rule}: ${reason}`);
  const lines = [...groups].map(
    ([what, verdicts]) =>
      `  ${forTerminal(what)} [${forTerminal(foldNames(verdicts.map(({ host }) => host)))}]`,
  );
  return ["Could not be judged:", ...lines, ""];
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
