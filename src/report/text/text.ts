import pc from "picocolors";
import { groupBy } from "../../base/group-by.js";
import type { Audit, Severity } from "../../model/audit.js";
import { forTerminal } from "../escape.js";
import type { Reporter, ReportOptions } from "../reporter.js";
import { applicationLines } from "./applications.js";
import { deniedLines } from "./denied.js";
import { acceptedLines, findingLines, unknownLines } from "./findings.js";
import { emptyLines, rerunLines, troubleLines } from "./hosts.js";
import { groupMatrix, MARK } from "./matrix.js";
import { recap } from "./recap.js";
import { summaryLines } from "./summary.js";

type Colors = ReturnType<typeof pc.createColors>;

/** For people: who is out of line, then the matrix, then hosts in trouble, then the findings, then a line that can be grepped. */
export const text: Reporter = (audit, options) => {
  const colors = pc.createColors(options.color);
  const painters = { error: colors.red, warning: colors.yellow, info: colors.cyan };
  const paint = (severity: Severity, word: string) => painters[severity](word);
  const lines = [
    ...summaryLines(audit, options.width),
    ...matrixLines(audit, options, colors),
    ...(options.apps ? applicationLines(audit, options) : []),
    ...troubleLines(audit),
    ...findingLines(audit, paint),
    ...acceptedLines(audit),
    ...unknownLines(audit),
    ...deniedLines(audit),
    ...emptyLines(audit),
    recap(audit),
    ...rerunLines(audit, options.command),
  ];
  return `${lines.join("\n")}\n`;
};

function matrixLines(audit: Audit, options: ReportOptions, colors: Colors): string[] {
  const matrix = [...groupBy(audit.classes, ({ group }) => group)].flatMap(([group, classes]) => {
    const count = classes.reduce((sum, each) => sum + each.count, 0);
    const kinds = classes.length === 1 ? "all equal" : `${classes.length} different ones`;
    return [
      colors.bold(`${forTerminal(group)}: ${plural(count, "installation")}${count > 1 ? `, ${kinds}` : ""}`),
      ...groupMatrix(audit, group, options, colors.yellow),
      "",
    ];
  });
  const differs = audit.comparison.some(({ values }) => values.length > 1);
  const legend = `  ${MARK.differs} differs from the majority of its group   ${MARK.tie} no majority: a tie`;
  return differs && matrix.length > 0 ? [...matrix, legend, ""] : matrix;
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
