import { groupBy } from "../base/group-by.js";
import { type Audit, type Finding, type RuleInfo, SEVERITIES } from "../model/audit.js";
import { HOST_STATUSES } from "../model/fact.js";
import { forMarkdown, forMarkdownCode } from "./escape.js";
import { foldCounted, placeNames } from "./places.js";
import type { Reporter } from "./reporter.js";
import { troublesOf } from "./troubles.js";

type NameOf = ReturnType<typeof placeNames>;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(" | ")} |`,
  `| ${head.map(() => "---").join(" | ")} |`,
  ...rows.map((row) => `| ${row.join(" | ")} |`),
];

/** For tickets: what is wrong, where, on what evidence, and what to do. */
export const markdown: Reporter = (audit) => {
  const lines = [
    "# wsgi-audit",
    "",
    ...summary(audit),
    "",
    ...troubles(audit),
    ...findings(audit),
    ...acceptedSection(audit),
    ...unknown(audit),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
};

function summary({ run, totals }: Audit): string[] {
  const states = HOST_STATUSES.map((status) => `${totals.hosts[status]} ${status}`).join(", ");
  const found = SEVERITIES.map((severity) => `${totals.findings[severity]} ${severity}`).join(", ");
  return [
    `${forMarkdown(run.inventory)}, ${run.startedAt}${run.interrupted ? ", **interrupted**" : ""}`,
    "",
    ...table(
      ["hosts", "", "installations", "applications", "findings", "unknown"],
      [
        [
          String(totals.hosts.selected),
          states,
          String(totals.installations),
          String(totals.applications),
          found,
          String(totals.unknown),
        ],
      ],
    ),
  ];
}

function troubles({ hosts }: Audit): string[] {
  const troubled = hosts.filter(({ status }) => status !== "ok");
  if (troubled.length === 0) return [];
  const rows = troublesOf(troubled).map(({ hosts: alike, reason, hint }) => [
    forMarkdownCode(foldCounted(alike.map(({ name }) => name))),
    forMarkdown(reason),
    forMarkdown(hint ?? ""),
  ]);
  return ["## Hosts without a whole answer", "", ...table(["where", "reason", "what helps"], rows), ""];
}

function findings(audit: Audit): string[] {
  const rules = new Map(audit.catalogue.rules.map((rule) => [rule.id, rule]));
  const nameOf = placeNames(audit);
  const byRule = [...groupBy(audit.findings, ({ rule }) => rule)];
  if (byRule.length === 0) return ["No findings.", ""];
  return byRule.flatMap(([id, found]) => ruleSection(id, rules.get(id), found, nameOf));
}

function ruleSection(
  id: string,
  rule: RuleInfo | undefined,
  found: readonly Finding[],
  nameOf: NameOf,
): string[] {
  const alike = groupBy(found, ({ application, message, evidence }) =>
    JSON.stringify([application, message, evidence]),
  );
  const rows = [...alike.values()].flatMap((same) => offence(same, nameOf));
  const remedies = [...new Set(found.map(({ remedy }) => remedy))];
  return [
    `## ${found[0]?.severity ?? "info"}: ${id}`,
    "",
    ...(rule ? [`${forMarkdown(rule.title)}. ${forMarkdown(rule.why)}`, ""] : []),
    ...table(["where", "what", "evidence"], rows),
    "",
    ...remedies.map((remedy) => `Remedy: ${forMarkdown(remedy)}`),
    ...(rule?.reference ? ["", `See <${rule.reference}>.`] : []),
    "",
  ];
}

function offence(same: readonly Finding[], nameOf: NameOf): string[][] {
  const [first] = same;
  if (!first) return [];
  const application = first.application === undefined ? "" : ` ${forMarkdownCode(first.application)}`;
  const evidence = first.evidence
    .split("\n")
    .map((line) => forMarkdownCode(line))
    .join("<br>");
  return [
    [`${forMarkdownCode(foldCounted(same.map(nameOf)))}${application}`, forMarkdown(first.message), evidence],
  ];
}

function acceptedSection(audit: Audit): string[] {
  if (audit.accepted.length === 0) return [];
  const nameOf = placeNames(audit);
  const alike = groupBy(audit.accepted, ({ rule, reason, until }) => JSON.stringify([rule, reason, until]));
  const rows = [...alike.values()].map((same) => [
    same[0]?.rule ?? "",
    forMarkdownCode(foldCounted(same.map(nameOf))),
    forMarkdown(same[0]?.reason ?? ""),
    same[0]?.until ?? "",
  ]);
  return ["## Accepted", "", ...table(["rule", "where", "reason", "until"], rows), ""];
}

function unknown(audit: Audit): string[] {
  if (audit.unknown.length === 0) return [];
  const nameOf = placeNames(audit);
  const alike = groupBy(audit.unknown, ({ rule, reason }) => JSON.stringify([rule, reason]));
  const rows = [...alike.values()].map((same) => [
    same[0]?.rule ?? "",
    forMarkdownCode(foldCounted(same.map(nameOf))),
    forMarkdown(same[0]?.reason ?? ""),
  ]);
  return [
    "## Could not be judged, which is not a pass",
    "",
    ...table(["rule", "where", "why not"], rows),
    "",
  ];
}
