import { isCutOff, isReadable } from "../audit/drift.js";
import type { News, OpenFindings, Silence } from "../audit/news.js";
import { groupBy } from "../base/group-by.js";
import { type Audit, type Finding, SEVERITIES } from "../model/audit.js";
import { HOST_STATUSES } from "../model/fact.js";
import { block, counted, driftBlocks, driftCounts, findingBlock, singleIn } from "./drift.js";
import { forTerminal } from "./escape.js";
import { foldCounted } from "./places.js";
import { troublesOf } from "./troubles.js";

/** `2026-03-04 02:30 UTC` */
const moment = (time: string) => `${time.slice(0, 16).replace("T", " ")} UTC`;

/**
 * A night's mail: date, since when, of what and how much; then who is silent, what is wrong and what changed; at its end
 * what is still open. The first one of a history tells all that is wrong, once.
 */
export function newsText(news: News, audit: Audit): string {
  const { drift, silent, back, open } = news;
  const told = (what: Silence["told"]) => silent.filter((each) => each.told === what);
  const lines = [
    ...headLines(news, audit),
    "",
    ...silenceBlock("No whole answer:", told("new")),
    ...silenceBlock("Still no whole answer, told once a week:", told("due")),
    ...skippedBlock(audit),
    ...block(
      "Answering as a whole again:",
      [...groupBy(back, ({ since }) => since)].map(
        ([since, same]) => `  ${foldCounted(same.map(({ host }) => host))}  had not since ${moment(since)}`,
      ),
    ),
    ...(news.since
      ? driftBlocks(drift, singleIn(audit))
      : findingBlock("Already wrong:", audit.findings, singleIn(audit))),
    ...silentLines(silent),
    openLine(open),
  ];
  return `${lines.join("\n")}\n`;
}

function headLines({ since, drift, silent, back }: News, audit: Audit): string[] {
  const { run, totals } = audit;
  const when = since
    ? `what changed since the run of ${moment(since.startedAt)}${since.interrupted ? ", which was interrupted" : ""}`
    : "the first run: all that is wrong now; from here on only what changes";
  const states = HOST_STATUSES.map((status) => `${totals.hosts[status]} ${status}`).join(", ");
  const fell = silent.filter(({ told, host }) => told === "new" && !isReadable(host)).length;
  const torn = silent.filter(({ told, host }) => told === "new" && isReadable(host)).length;
  const counts = [
    ...counted([
      [fell, "host silent", "hosts silent"],
      [torn, "host answered in part", "hosts answered in part"],
      [silent.filter(({ told }) => told === "due").length, "reminder", "reminders"],
      [back.length, "host answers again", "hosts answer again"],
    ]),
    ...(since ? driftCounts(drift) : severityCounts(audit.findings)),
  ];
  return [
    `${moment(run.startedAt)}: ${when}`,
    `${forTerminal(run.inventory)}, hosts ${totals.hosts.selected}: ${states}`,
    ...(run.interrupted ? ["interrupted: this is what there was by then"] : []),
    counts.join(" · ") || (since ? "nothing changed on the hosts that were asked" : "nothing is wrong"),
  ];
}

/** Hosts with the same trouble since the same run once. */
function silenceBlock(title: string, silent: readonly Silence[]): string[] {
  const alike = groupBy(silent, ({ since, lastWhole }) => JSON.stringify([since, lastWhole]));
  return block(
    title,
    [...alike.values()].flatMap((same) => {
      const [first] = same;
      if (!first) return [];
      const { since, lastWhole } = first;
      const before = lastWhole
        ? `the last whole answer is of ${moment(lastWhole)}`
        : "no run of the history has a whole one";
      return troublesOf(same.map(({ host }) => host)).flatMap(({ hosts, reason, hint }) => [
        `  ${foldCounted(hosts.map(({ name }) => name))}  ${forTerminal(reason)}`,
        `      since ${moment(since)}; ${before}`,
        ...(hint ? [`      ${forTerminal(hint)}`] : []),
      ]);
    }),
  );
}

function skippedBlock({ hosts }: Audit): string[] {
  const skipped = hosts.filter(isCutOff).map(({ name }) => name);
  return block(
    "Not asked, or not to the end, as the run was interrupted:",
    skipped.length > 0 ? [`  ${foldCounted(skipped)}`] : [],
  );
}

/** Those that are told in full above stand here too: the last lines say how things are. */
function silentLines(silent: readonly Silence[]): string[] {
  if (silent.length === 0) return [];
  const since = [...groupBy(silent, (each) => each.since)].sort(([one], [other]) => (one < other ? -1 : 1));
  const parts = since.map(
    ([start, same]) => `${foldCounted(same.map(({ host }) => host.name))} since ${moment(start)}`,
  );
  return [`without a whole answer: ${parts.join("; ")}`];
}

/** Information has no plural. */
const severityCounts = (findings: readonly Finding[]): string[] =>
  counted(
    SEVERITIES.map((severity) => {
      const count = findings.filter((each) => each.severity === severity).length;
      return [count, severity, severity === "info" ? severity : `${severity}s`];
    }),
  );

function openLine({ findings, unseen, oldest }: OpenFindings): string {
  if (findings.length === 0) return "still open: no findings";
  const seen = unseen > 0 ? `; ${unseen} of them as last seen on hosts that this run did not read` : "";
  const age = oldest
    ? `, oldest since ${moment(oldest.since)}${oldest.orEarlier ? " or earlier" : ""}: ${oldest.finding.rule} on ${forTerminal(oldest.finding.host)}`
    : "";
  const total = `${findings.length} finding${findings.length === 1 ? "" : "s"}`;
  return `still open: ${total} (${severityCounts(findings).join(", ")}${seen})${age}`;
}
