import { type Arrival, type Change, type Drift, type HostChange, isQuiet } from "../audit/drift.js";
import { groupBy } from "../base/group-by.js";
import { showValue } from "../facts/values.js";
import type { Audit, Finding } from "../model/audit.js";
import type { FactValue } from "../model/fact.js";
import { forPlace, forTerminal } from "./escape.js";
import { foldCounted } from "./places.js";

interface Place {
  host: string;
  installation?: string;
  application?: string;
}

/** What stands behind the host: which installation, where it has several, and which application. */
const within = ({ host, installation, application }: Place, single: Single) =>
  [single?.has(host) ? undefined : installation, application]
    .filter((each) => each !== undefined)
    .map((each) => ` ${forTerminal(forPlace(each))}`)
    .join("");

/** Hosts of which nobody has to be told which installation is meant; undefined where that is not known. */
export type Single = ReadonlySet<string> | undefined;

export const singleIn = ({ hosts }: Audit): Single =>
  new Set(hosts.filter(({ installations }) => installations.length < 2).map(({ name }) => name));

const hostsOf = (places: readonly Place[]) => foldCounted(places.map(({ host }) => host));

const shown = (value: FactValue | null) => (value === null ? "nothing" : forTerminal(showValue(value)));

/** Equal changes of several hosts once. */
function folded<T extends Place>(all: readonly T[], single: Single, textOf: (each: T) => string): string[] {
  const alike = groupBy(all, (each) => JSON.stringify([textOf(each), within(each, single)]));
  return [...alike.values()].flatMap((same) =>
    same[0] ? [`  ${hostsOf(same)}${within(same[0], single)}: ${textOf(same[0])}`] : [],
  );
}

export const block = (title: string, lines: readonly string[]): string[] =>
  lines.length > 0 ? [title, ...lines, ""] : [];

/** Of lists, what came and what went: two long lists side by side show nobody the difference. */
function changeText({ fact, before, after }: Change): string {
  if (!Array.isArray(before) || !Array.isArray(after) || before.length * after.length === 0)
    return `${fact}: ${shown(before)} -> ${shown(after)}`;
  const items = (list: readonly unknown[]) => list.map((item) => showValue([item] as FactValue));
  const [old, now] = [items(before), items(after)];
  const added = now.filter((item) => !old.includes(item));
  const removed = old.filter((item) => !now.includes(item));
  const parts = [
    ...(added.length > 0 ? [`added ${added.map(forTerminal).join(", ")}`] : []),
    ...(removed.length > 0 ? [`removed ${removed.map(forTerminal).join(", ")}`] : []),
  ];
  return `${fact}: ${parts.join("; ") || "the same items in another order, or another number of them"}`;
}

const arrivalText = ({ kind, application }: Arrival) =>
  `${application === undefined ? "installation" : "application"} ${kind}`;

const findingText = ({ severity, rule, message }: Finding) => `${severity} ${rule}: ${forTerminal(message)}`;

const HOST_CHANGES: readonly (readonly [HostChange["kind"], string])[] = [
  ["silent", "Silent, but answered before:"],
  ["back", "Answering again, not compared:"],
  ["new", "Asked for the first time:"],
  ["gone", "Not asked any more:"],
];

/** Equal ones of several hosts once, the worst first, with what helps once for each rule. */
export function findingBlock(title: string, findings: readonly Finding[], single: Single): string[] {
  const byRule = groupBy(findings, ({ severity, rule }) => JSON.stringify([severity, rule]));
  const lines = [...byRule.values()].flatMap((same) => [
    ...folded(same, single, findingText),
    ...[...new Set(same.map(({ remedy }) => remedy))].map((remedy) => `      remedy: ${forTerminal(remedy)}`),
  ]);
  return block(title, lines);
}

/** What changed where: findings before values, equal changes folded. */
export function driftBlocks({ changes, arrivals, findings, hosts }: Drift, single?: Single): string[] {
  return [
    ...findingBlock("New findings:", findings.appeared, single),
    ...findingBlock(
      "Findings seen for the first time, where nobody could look before:",
      findings.firstSeen,
      single,
    ),
    ...block("Cleared findings:", folded(findings.cleared, single, findingText)),
    ...HOST_CHANGES.flatMap(([kind, title]) =>
      block(title, hostLines(hosts.filter((each) => each.kind === kind))),
    ),
    ...block("Changed:", folded(changes, single, changeText)),
    ...block("Appeared or vanished:", folded(arrivals, undefined, arrivalText)),
  ];
}

function hostLines(hosts: readonly HostChange[]): string[] {
  return [...groupBy(hosts, ({ reason = "" }) => reason)].map(
    ([reason, same]) => `  ${hostsOf(same)}${reason && `: ${forTerminal(reason)}`}`,
  );
}

/** Counts of what there is of them; nothing of those that there is none of. */
export function driftCounts({ changes, arrivals, findings, hosts }: Drift): string[] {
  const of = (kind: HostChange["kind"]) => hosts.filter((each) => each.kind === kind).length;
  return counted([
    [of("silent"), "host fell silent", "hosts fell silent"],
    [of("back"), "host answers again", "hosts answer again"],
    [of("new"), "new host", "new hosts"],
    [of("gone"), "host not asked any more", "hosts not asked any more"],
    [findings.appeared.length, "new finding", "new findings"],
    [findings.firstSeen.length, "finding seen for the first time", "findings seen for the first time"],
    [findings.cleared.length, "finding cleared", "findings cleared"],
    [changes.length, "value changed", "values changed"],
    [arrivals.length, "appeared or vanished", "appeared or vanished"],
  ]);
}

export const counted = (rows: readonly (readonly [number, string, string])[]): string[] =>
  rows.flatMap(([count, one, several]) => (count > 0 ? [`${count} ${count === 1 ? one : several}`] : []));

/** Drift for people. */
export function driftText(drift: Drift, single?: Single): string {
  const { unread, compared } = drift;
  const told = new Set(drift.hosts.map(({ host }) => host));
  const counts = [
    `compared ${compared} host${compared === 1 ? "" : "s"}`,
    ...(isQuiet(drift) ? ["nothing changed"] : driftCounts(drift)),
    ...(unread.length > 0 ? [`${unread.length} not compared`] : []),
  ];
  const lines = [
    ...driftBlocks(drift, single),
    ...block(
      "Not compared, which is no change:",
      folded(
        unread.filter(({ host }) => !told.has(host)),
        undefined,
        ({ reason }) => forTerminal(reason),
      ),
    ),
    counts.join(" · "),
  ];
  return `${lines.join("\n")}\n`;
}
