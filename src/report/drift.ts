import type { Arrival, Change, Drift } from "../audit/drift.js";
import { groupBy } from "../base/group-by.js";
import { showValue } from "../facts/values.js";
import type { Finding } from "../model/audit.js";
import type { FactValue } from "../model/fact.js";
import { forPlace, forTerminal } from "./escape.js";
import { foldCounted } from "./places.js";

interface Place {
  host: string;
  installation?: string;
  application?: string;
}

/** What stands behind the host: which installation, which application. */
const within = ({ installation, application }: Place) =>
  [installation, application]
    .filter((each) => each !== undefined)
    .map((each) => ` ${forTerminal(forPlace(each))}`)
    .join("");

const hostsOf = (places: readonly Place[]) => foldCounted(places.map(({ host }) => host));

const shown = (value: FactValue | null) => (value === null ? "nothing" : forTerminal(showValue(value)));

/** Equal changes of several hosts once. */
function folded<T extends Place>(all: readonly T[], textOf: (each: T) => string): string[] {
  const alike = groupBy(all, (each) => JSON.stringify([textOf(each), within(each)]));
  return [...alike.values()].flatMap((same) =>
    same[0] ? [`  ${hostsOf(same)}${within(same[0])}: ${textOf(same[0])}`] : [],
  );
}

const block = (title: string, lines: readonly string[]): string[] =>
  lines.length > 0 ? [title, ...lines, ""] : [];

const changeText = ({ fact, before, after }: Change) => `${fact}: ${shown(before)} -> ${shown(after)}`;

const arrivalText = ({ kind, application }: Arrival) =>
  `${application === undefined ? "installation" : "application"} ${kind}`;

const findingText = ({ severity, rule, message }: Finding) => `${severity} ${rule}: ${forTerminal(message)}`;

/** Drift for people: what changed where, equal changes folded. */
export function driftText(drift: Drift): string {
  const { changes, arrivals, findings, unread, compared } = drift;
  const counts = [
    `compared ${compared} hosts`,
    `${changes.length} values changed`,
    `${arrivals.length} appeared or vanished`,
    `${findings.appeared.length} new findings`,
    `${findings.cleared.length} cleared`,
    `${unread.length} hosts not compared`,
  ];
  const lines = [
    ...block("Changed:", folded(changes, changeText)),
    ...block("Appeared or vanished:", folded(arrivals, arrivalText)),
    ...block("New findings:", folded(findings.appeared, findingText)),
    ...block("Cleared findings:", folded(findings.cleared, findingText)),
    ...block(
      "Not compared, which is no change:",
      folded(unread, ({ reason }) => forTerminal(reason)),
    ),
    counts.join(" · "),
  ];
  return `${lines.join("\n")}\n`;
}
