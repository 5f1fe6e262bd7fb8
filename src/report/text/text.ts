import pc from "picocolors";
import { byPackage } from "../../audit/by-package.js";
import { groupBy } from "../../base/group-by.js";
import type { Audit, InstallationClass, Severity } from "../../model/audit.js";
import { forTerminal } from "../escape.js";
import type { Reporter, ReportOptions } from "../reporter.js";
import { applicationLines } from "./applications.js";
import { deniedLines } from "./denied.js";
import { acceptedLines, unknownLines } from "./doubts.js";
import { findingLines } from "./findings.js";
import { emptyLines, rerunLines, troubleLines } from "./hosts.js";
import { groupMatrix, MARK } from "./matrix.js";
import { type Names, namesIn } from "./names.js";
import { recap } from "./recap.js";
import { plural, summaryLines } from "./summary.js";
import { flow } from "./table.js";
import { wrapped } from "./wrap.js";

type Colors = ReturnType<typeof pc.createColors>;

/** For people: what is wrong and where, then what differs, the findings with their evidence, and counts that can be grepped. */
export const text: Reporter = (audit, options) => {
  const colors = pc.createColors(options.color);
  const painters = { error: colors.red, warning: colors.yellow, info: colors.cyan };
  const paint = (severity: Severity, word: string) => painters[severity](word);
  const names = namesIn(audit, options.all === true);
  const { width } = options;
  const lines = [
    ...summaryLines(audit, width, names, paint),
    ...matrixLines(audit, options, names, colors),
    ...(options.apps ? applicationLines(audit, options, names, colors.yellow) : []),
    ...(options.packages ? packageLines(audit, options, names, colors.yellow) : []),
    ...troubleLines(audit, names, width),
    ...findingLines(audit, options, names, paint),
    ...acceptedLines(audit, names, width),
    ...unknownLines(audit, names, width),
    ...deniedLines(audit, names, width),
    ...emptyLines(audit, names, width),
    ...rerunLines(audit, options.command),
    ...wrapped(recap(audit), width),
  ];
  return `${lines.join("\n")}\n`;
};

/** The third matrix: the version of each package in each application. */
function packageLines(audit: Audit, options: ReportOptions, names: Names, paint: Colors["yellow"]): string[] {
  const whole = byPackage(options.whole ?? audit);
  return applicationLines(byPackage(audit), { ...options, whole }, names, paint, {
    title: "Packages by application",
    isExplained: hasMarks(audit),
  });
}

/** Whether the first matrix has something out of line, and says how that is marked. */
const hasMarks = ({ comparison }: Audit) => comparison.some(({ values }) => values.length > 1);

function matrixLines(audit: Audit, options: ReportOptions, names: Names, colors: Colors): string[] {
  const groups = [...groupBy(audit.classes, ({ group }) => group)].map(([group, classes]) => [
    ...groupHead(group, classes, options, names, colors),
    ...groupMatrix(audit, group, options, names, colors.yellow),
  ]);
  if (groups.length === 0) return [];
  const legend = [`${MARK.differs} not like most of its group`, `${MARK.tie} no clear majority`];
  const hint = options.all || options.onlyDifferences ? [] : ["--all: what is equal as well"];
  // Groups of which there is one line each stand together.
  const isApart = (index: number) => (groups[index]?.length ?? 0) > 1 || (groups[index + 1]?.length ?? 0) > 1;
  return [
    ...groups.flatMap((lines, index) => (isApart(index) ? [...lines, ""] : lines)),
    ...flow([...(hasMarks(audit) ? legend : []), ...hint], "   ", options.width - 2).flatMap((line) =>
      wrapped(line, options.width, "  "),
    ),
    "",
  ];
}

/** `web: 12 installations, 3 different ones`, and which they are where all are equal. */
function groupHead(
  group: string,
  classes: readonly InstallationClass[],
  { width }: ReportOptions,
  names: Names,
  colors: Colors,
): string[] {
  const count = classes.reduce((sum, each) => sum + each.count, 0);
  const kinds = classes.length === 1 ? "all equal" : `${classes.length} different ones`;
  const who = classes.length === 1 ? `: ${names.list((classes[0]?.members ?? []).map(names.placeOf))}` : "";
  const what = `${plural(count, "installation")}${count > 1 ? `, ${kinds}` : ""}`;
  const [head = "", ...more] = wrapped(`${forTerminal(group)}: ${what}${who}`, width, "", 2);
  return [colors.bold(head), ...more];
}
