import { groupBy } from "../../base/group-by.js";
import type { Audit, Finding, Severity, Totals } from "../../model/audit.js";
import { forTerminal } from "../escape.js";
import { NOT_ASKED } from "../troubles.js";
import type { Names } from "./names.js";
import { pad, widest } from "./table.js";
import { roomOf, wrapped } from "./wrap.js";

export type Paint = (severity: Severity, text: string) => string;

/** More lines would push the matrix off the first screen. */
const MOST_LINES = 20;

/** One line of what is wrong: how bad, on how many hosts, what, and where. */
interface Problem {
  severity: Severity;
  word: string;
  what: string;
  hosts: readonly string[];
}

export const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Whether the answer is whole, and what is wrong, worst first: the answer before the evidence. */
export function summaryLines(audit: Audit, width: number, names: Names, paint: Paint): string[] {
  const problems = [...findingsOf(audit, "error"), ...silences(audit), ...findingsOf(audit, "warning")];
  const shown = problems.slice(0, MOST_LINES);
  const rest = problems.length - shown.length;
  return [
    ...wrapped(verdict(audit), width),
    ...(names.domain ? wrapped(`names without ${forTerminal(names.domain)}`, width) : []),
    ...problemLines(shown, roomOf(width), names, paint),
    ...(rest > 0 ? wrapped(`… and ${plural(rest, "more line")}; all stand below`, width, "  ") : []),
    "",
  ];
}

/** What is true of the run in one sentence: of all its hosts, and of the findings that are shown. */
export function verdict({ findings, hosts, totals, run }: Audit): string {
  const { ok, partial } = totals.hosts;
  const inside = hosts.filter(({ containerOf }) => containerOf !== undefined).length;
  const grave = findings.filter(({ severity }) => severity !== "info");
  const counts = (["error", "warning"] as const).flatMap((severity) => {
    const count = grave.filter((each) => each.severity === severity).length;
    return count > 0 ? [plural(count, severity)] : [];
  });
  const found =
    counts.length === 0
      ? ok + partial > 0
        ? "no errors, no warnings"
        : "nothing could be judged"
      : `${counts.join(" and ")} on ${plural(new Set(grave.map(({ host }) => host)).size, "host")}`;
  const all = totals.findings.error + totals.findings.warning;
  const part = all === grave.length ? "" : ` among what is shown, of ${all} in all`;
  return `${run.interrupted ? "Interrupted. " : ""}${answers(totals.hosts, inside)}: ${found}${part}`;
}

/** Who was asked and gave no whole answer, and who was not asked, are two things. */
function answers({ selected, ok, skipped }: Totals["hosts"], inside: number): string {
  const poor = selected - ok - skipped;
  const hosts = `${plural(selected - inside, "host")}${inside > 0 ? ` and ${plural(inside, "container")}` : ""}`;
  if (poor + skipped === 0) return `${hosts} answered in full`;
  const [first = "", ...more] = [
    ...(poor > 0 ? [`${poor} of # gave no whole answer`] : []),
    ...(skipped > 0 ? [`${skipped} of # ${skipped === 1 ? "was" : "were"} not asked`] : []),
  ];
  return [first.replace("#", hosts), ...more.map((each) => each.replace(" of #", ""))].join(", ");
}

const findingsOf = ({ findings }: Audit, severity: Severity): Problem[] =>
  [
    ...groupBy(
      findings.filter((each) => each.severity === severity),
      ({ rule }) => rule,
    ),
  ]
    .map(([rule, same]) => ({ severity, word: severity.toUpperCase(), what: rule, hosts: hostsOf(same) }))
    .sort((a, b) => b.hosts.length - a.hosts.length);

const hostsOf = (findings: readonly Finding[]) => [...new Set(findings.map(({ host }) => host))];

/** Hosts without a whole answer, by how they fare: one that says nothing may have any fault. */
export function silences({ hosts }: Audit): Problem[] {
  const silent = hosts.filter(({ status }) => status !== "ok");
  return [...groupBy(silent, ({ status, error }) => `${status} ${error?.code}`).values()]
    .flatMap((same) => {
      const [first] = same;
      if (!first) return [];
      const { status, error } = first;
      const what = error ? `${error.stage}: ${error.code}` : (WITHOUT_ERROR[status] ?? "");
      const severity: Severity = status === "partial" ? "warning" : "error";
      return [{ severity, word: status.toUpperCase(), what, hosts: same.map(({ name }) => name) }];
    })
    .sort((a, b) => b.hosts.length - a.hosts.length);
}

const WITHOUT_ERROR: Readonly<Record<string, string>> = {
  partial: "some checks failed",
  skipped: NOT_ASKED,
};

/** Severity, number of hosts, what, and which: names last, as they are the longest. */
function problemLines(
  problems: readonly Problem[],
  width: number,
  { hostOf, brief }: Names,
  paint: Paint,
): string[] {
  const rows = problems.map(({ word, what, hosts }) => [
    word,
    plural(hosts.length, "host"),
    forTerminal(what),
  ]);
  const widths = [0, 1, 2].map((column) => widest(rows.map((row) => row[column] ?? "")));
  return problems.flatMap(({ severity, hosts }, index) => {
    const [word = "", count = "", what = ""] = (rows[index] ?? []).map((cell, column) =>
      pad(cell, widths[column] ?? 0),
    );
    const [first = "", ...more] = wrapped(brief(hosts.map(hostOf)), width, `${word}  ${count}  ${what}  `, 4);
    return [`${paint(severity, first.slice(0, word.length))}${first.slice(word.length)}`, ...more];
  });
}
