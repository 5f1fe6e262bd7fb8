import pc from "picocolors";
import { foldNames } from "../inventory/ranges.js";
import { type Audit, HOST_STATUSES, SEVERITIES, type Severity } from "../model.js";
import { forTerminal } from "./escape.js";
import { findingLines, unknownLines } from "./findings.js";
import { groupMatrix, MARK } from "./matrix.js";
import type { Reporter } from "./reporter.js";

/** For people: the matrix first, then hosts in trouble, then the findings, then a line that can be grepped. */
export const text: Reporter = (audit, options) => {
  const colors = pc.createColors(options.color);
  const painters = { error: colors.red, warning: colors.yellow, info: colors.cyan };
  const paint = (severity: Severity, word: string) => painters[severity](word);
  const groups = [...new Set(audit.classes.map(({ group }) => group))];
  const matrix = groups.flatMap((group) => [
    colors.bold(`${forTerminal(group)}: ${sizes(audit, group)}`),
    ...groupMatrix(audit, group, options).map((line) => highlight(line, colors)),
    "",
  ]);
  const legend = audit.comparison.some(({ values }) => values.length > 1)
    ? [`  ${MARK.differs} differs from the majority of its group   ${MARK.tie} no majority: a tie`, ""]
    : [];
  const lines = [
    ...matrix,
    ...legend,
    ...troubleLines(audit),
    ...findingLines(audit, paint),
    ...unknownLines(audit),
    ...recap(audit, options.command),
  ];
  return `${lines.join("\n")}\n`;
};

function sizes(audit: Audit, group: string): string {
  const classes = audit.classes.filter((each) => each.group === group);
  const count = classes.reduce((sum, each) => sum + each.count, 0);
  return `${plural(count, "installation")}, ${classes.length === 1 ? "all equal" : `${classes.length} different ones`}`;
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

const highlight = (line: string, colors: ReturnType<typeof pc.createColors>) =>
  line.replace(/\S+ [*~](?= {2}|$)/g, (cell) => colors.yellow(cell));

/** Hosts that did not answer whole, with phase, reason and what mends it; those alike in a line. */
function troubleLines(audit: Audit): string[] {
  const troubled = audit.hosts.filter(({ status }) => status !== "ok");
  if (troubled.length === 0) return [];
  const lines = troubled.flatMap(({ name, status, error }) => [
    `  ${forTerminal(name)}  ${status}${error ? ` (${error.stage}, ${error.code}): ${forTerminal(error.message)}` : ""}`,
    ...(error?.hint ? [`      ${forTerminal(error.hint)}`] : []),
  ]);
  return ["Hosts without a whole answer:", ...lines, ""];
}

/** Counts that add up, and the command that asks the others again. */
function recap(audit: Audit, command: string): string[] {
  const { hosts, installations, findings, unknown } = audit.totals;
  const states = HOST_STATUSES.map((status) => `${hosts[status]} ${status}`).join(", ");
  const found = SEVERITIES.map((severity) => `${findings[severity]} ${severity}`).join(", ");
  const without = audit.hosts.filter(({ status, installations: all }) => status === "ok" && all.length === 0);
  const again = audit.hosts.filter(({ status }) => status !== "ok").map(({ name }) => name);
  return [
    ...(without.length > 0
      ? [`no httpd on: ${forTerminal(foldNames(without.map(({ name }) => name)))}`]
      : []),
    `hosts ${hosts.selected}: ${states} · installations ${installations} · findings ${found} · unknown ${unknown}`,
    ...(again.length > 0
      ? [`re-run: ${command} ${again.map((name) => `'${forTerminal(name)}'`).join(" ")}`]
      : []),
  ];
}
