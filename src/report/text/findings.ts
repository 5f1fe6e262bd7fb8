import { groupBy } from "../../base/group-by.js";
import type { Audit, Finding, RuleInfo } from "../../model/audit.js";
import { forPlace, forTerminal } from "../escape.js";
import type { ReportOptions } from "../reporter.js";
import type { Names } from "./names.js";
import { type Paint, plural } from "./summary.js";
import { wrapped } from "./wrap.js";

/** Of more places the first ones show what it is about. */
const MOST_PLACES = 5;

/** What the lines of all findings are made with. */
interface Style {
  width: number;
  all: boolean;
  names: Names;
  paint: Paint;
  /** By the ids of facts. */
  labels: ReadonlyMap<string, string>;
}

/** Findings by rule: what is wrong, on which hosts, on what evidence; why and what helps once for each rule. */
export function findingLines(
  audit: Audit,
  { width, all = false }: ReportOptions,
  names: Names,
  paint: Paint,
): string[] {
  const rules = new Map(audit.catalogue.rules.map((rule) => [rule.id, rule]));
  const labels = new Map(audit.catalogue.facts.map(({ id, label }) => [id, label]));
  const style = { width, all, names, paint, labels };
  return [...groupBy(audit.findings, ({ rule }) => rule)].flatMap(([id, findings]) =>
    ruleLines(rules.get(id), id, findings, style),
  );
}

function ruleLines(
  rule: RuleInfo | undefined,
  id: string,
  findings: readonly Finding[],
  style: Style,
): string[] {
  const { width, paint } = style;
  const severity = findings[0]?.severity ?? "info";
  const title = rule ? `: ${rule.title}` : "";
  const [head = "", ...more] = wrapped(`${severity} ${id}${title}`, width, "", 4);
  return [
    `${paint(severity, head.slice(0, severity.length))}${head.slice(severity.length)}`,
    ...more,
    ...placeLines(findings, style),
    ...(rule ? wrapped(`why: ${rule.why}`, width, "    ") : []),
    ...remedyLines(findings, style),
    "",
  ];
}

function placeLines(findings: readonly Finding[], style: Style): string[] {
  const alike = groupBy(findings, ({ application, message, evidence }) =>
    JSON.stringify([application, message, evidence]),
  );
  const offences = [...alike.values()];
  const shown = style.all ? offences : offences.slice(0, MOST_PLACES);
  const rest = offences.slice(shown.length).flat();
  const { list, placeOf } = style.names;
  const more = `… and ${plural(rest.length, "finding")} more, on ${list(rest.map(placeOf))}: --all shows them`;
  return [
    ...shown.flatMap((same) => offenceLines(same, style)),
    ...(rest.length > 0 ? wrapped(more, style.width, "  ") : []),
  ];
}

/** What is wrong, once for all the hosts that it is wrong on. */
function offenceLines(same: readonly Finding[], style: Style): string[] {
  const [first] = same;
  if (!first) return [];
  const { width, names } = style;
  const application = first.application === undefined ? "" : ` ${forTerminal(forPlace(first.application))}`;
  const lines = [
    `${names.list(same.map(names.placeOf))}${application}: ${forTerminal(first.message)}`,
    ...first.evidence.split("\n").map((line) => forTerminal(withLabel(line, style.labels))),
    ...alsoOdd(same, style.labels),
  ];
  return lines.flatMap((line, index) =>
    wrapped(line, width, index === 0 ? "  " : "      ", index === 0 ? 4 : 8),
  );
}

/** `fact = value`, the fact by its name and its id. */
function withLabel(line: string, labels: ReadonlyMap<string, string>): string {
  const [id = "", ...value] = line.split(" = ");
  const label = value.length > 0 ? labels.get(id) : undefined;
  return label === undefined ? line : `${label} (${id}) = ${value.join(" = ")}`;
}

/** In what else these places are not like their group, which the finding explains and does not show. */
function alsoOdd(same: readonly Finding[], labels: ReadonlyMap<string, string>): string[] {
  if (same[0]?.rule.startsWith("fleet/")) return [];
  const odd = new Set(same.flatMap(({ differs = [] }) => differs.map(({ fact }) => fact)));
  const shown = new Set(
    same.flatMap(({ evidence }) => evidence.split("\n").map((line) => line.split(" = ")[0])),
  );
  const others = [...odd].filter((fact) => !shown.has(fact)).map((fact) => labels.get(fact) ?? fact);
  return others.length > 0 ? [`so these are not like most of the group either: ${others.join(", ")}`] : [];
}

/** One remedy for all, or each with the hosts whose system it is for. */
function remedyLines(findings: readonly Finding[], { width, names }: Style): string[] {
  const remedies = [...groupBy(findings, ({ remedy }) => remedy)];
  return remedies.flatMap(([remedy, same]) => {
    const whose = remedies.length > 1 ? ` on ${names.list(same.map(({ host }) => names.hostOf(host)))}` : "";
    return wrapped(`remedy${whose}: ${forTerminal(remedy)}`, width, "    ");
  });
}
