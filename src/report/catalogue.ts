import { groupBy } from "../base/group-by.js";
import { showValue } from "../facts/values.js";
import type { RuleInfo } from "../model/audit.js";
import type { FactInfo } from "../model/fact.js";
import { forMarkdown, forMarkdownCode } from "./escape.js";

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(head),
  row(head.map(() => "---")),
  ...rows.map(row),
];

/** What stands in back quotes is code. */
const withCode = (text: string) =>
  text
    .split("`")
    .map((piece, index) => (index % 2 === 1 ? forMarkdownCode(piece) : forMarkdown(piece)))
    .join("");

const factRow = ({ id, label, type, level, description, source, example, compared }: FactInfo): string[] => [
  `\`${id}\``,
  forMarkdown(label),
  `${type}, per ${level}${compared ? "" : ", not compared"}`,
  withCode(description),
  withCode(source ?? ""),
  example === undefined ? "" : forMarkdownCode(showValue(example)),
];

function ruleSection({ id, severity, title, why, remedy, reference }: RuleInfo): string[] {
  return [
    `### ${id}`,
    "",
    `**${severity}**: ${forMarkdown(title)}.`,
    "",
    `Why: ${forMarkdown(why)}`,
    "",
    `Remedy: ${forMarkdown(remedy)}`,
    ...(reference ? ["", `See <${reference}>.`] : []),
    "",
  ];
}

/** A line of the contents. Renderers make a heading's anchor from its letters, digits, `-` and `_`. */
const entry = (heading: string) => `[${heading}](#${heading.toLowerCase().replace(/[^\w-]/g, "")})`;

/** The catalogue of rules and facts as a page: what `explain` says, in one piece. */
export function catalogueMarkdown(facts: readonly FactInfo[], rules: readonly RuleInfo[]): string {
  const byCheck = [...groupBy(facts, ({ check }) => check)];
  const lines = [
    "# Catalogue",
    "",
    "Every rule and every fact of wsgi-audit, as `wsgi-audit explain --format markdown` writes them.",
    "",
    "## Contents",
    "",
    `- ${entry("Rules")}`,
    ...rules.map(({ id }) => `  - ${entry(id)}`),
    `- ${entry("Facts")}`,
    ...byCheck.map(([check]) => `  - ${entry(check)}`),
    "",
    "## Rules",
    "",
    ...rules.flatMap(ruleSection),
    "## Facts",
    "",
    ...byCheck.flatMap(([check, own]) => [
      `### ${check}`,
      "",
      ...table(["id", "label", "type", "meaning", "source", "example"], own.map(factRow)),
      "",
    ]),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}
