import type { Command } from "commander";
import { UsageError } from "../../base/errors.js";
import { suggestion } from "../../base/suggestion.js";
import { checks, factCatalogue } from "../../checks/index.js";
import { showValue } from "../../facts/values.js";
import type { RuleInfo } from "../../model/audit.js";
import type { FactInfo } from "../../model/fact.js";
import { catalogueMarkdown } from "../../report/catalogue.js";
import { ruleCatalogue } from "../../rules/index.js";
import type { Io } from "../io.js";
import { choice } from "../options/words.js";

export interface ExplainOptions {
  format: "text" | "markdown";
}

/** `explain`: the catalogue of checks, facts and rules. */
export const addExplain = (program: Command, io: Io): Command =>
  program
    .command("explain")
    .argument("[id]", "a check, a fact or a rule; none for the list of all")
    .description("say what a check, a fact or a rule means")
    .addOption(
      choice("-f, --format <name>", "output format; markdown writes the whole catalogue", [
        "text",
        "markdown",
      ]).default("text"),
    )
    .action((id: string | undefined, { format }: ExplainOptions) => {
      if (format === "markdown") io.stdout.write(catalogueMarkdown(factCatalogue, ruleCatalogue));
      else io.stdout.write(id === undefined ? overview() : one(id));
    });

const list = (title: string, rows: readonly (readonly [string, string])[]) => {
  const width = Math.max(...rows.map(([id]) => id.length));
  return [`${title}:`, ...rows.map(([id, text]) => `  ${id.padEnd(width)}  ${text}`), ""].join("\n");
};

const overview = () =>
  [
    list(
      "Checks",
      checks.map(({ id, title }) => [id, title] as const),
    ),
    list(
      "Facts",
      factCatalogue.map(({ id, description }) => [id, description] as const),
    ),
    list(
      "Rules",
      ruleCatalogue.map(({ id, severity, title }) => [id, `${severity}: ${title}`] as const),
    ),
  ].join("\n");

function one(id: string): string {
  const rule = ruleCatalogue.find((each) => each.id === id);
  if (rule) return ruleText(rule);
  const fact = factCatalogue.find((each) => each.id === id);
  if (fact) return factText(fact);
  const check = checks.find((each) => each.id === id);
  if (check) return list(`${check.title} (${check.level})`, factsOfCheck(check.id));
  const known = [...ruleCatalogue, ...factCatalogue, ...checks].map((each) => each.id);
  throw new UsageError(`there is no check, fact or rule ${id}${suggestion(id, known)}`);
}

const factsOfCheck = (check: string) =>
  factCatalogue
    .filter((fact) => fact.check === check)
    .map(({ id, description }) => [id, description] as const);

const factText = ({ id, label, description, type, level, check, source, example, compared }: FactInfo) =>
  [
    `${id} (${label})`,
    `  ${description}.`,
    `  ${type}, one per ${level}, from check ${check}${compared ? "" : ", never compared"}`,
    "",
    ...(source === undefined ? [] : [`  Source: ${source}`]),
    ...(example === undefined ? [] : [`  Example: ${showValue(example)}`]),
    "",
  ].join("\n");

const ruleText = (rule: RuleInfo) =>
  [`${rule.id} (${rule.severity})`, `  ${rule.title}`, "", `  Why: ${rule.why}`, `  Remedy: ${rule.remedy}`]
    .concat(rule.reference ? [`  See: ${rule.reference}`] : [])
    .concat("")
    .join("\n");
