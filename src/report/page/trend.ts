import type { Drift } from "../../audit/drift.js";
import type { Trend } from "../../audit/trend.js";
import { groupBy } from "../../base/group-by.js";
import { describeDifference } from "../../facts/values.js";
import type { Finding } from "../../model/audit.js";
import type { FactInfo } from "../../model/fact.js";
import { forTerminal } from "../escape.js";
import type { Names } from "../text/names.js";
import { placeOf } from "./past.js";

/** One thing that is not as it was, and on which hosts. */
interface PageNews {
  /** A severity, or "fine" of what is good news. */
  kind: string;
  /** `new`, `cleared`, `changed`. */
  word: string;
  what: string;
  hosts: string;
}

export interface PageTrend {
  /** Start of the run before; null in the first one. */
  since: string | null;
  news: PageNews[];
  runs: Trend["runs"];
}

interface Entry extends Omit<PageNews, "hosts"> {
  host: string;
}

const ofFindings = (word: string, findings: readonly Finding[], kind?: string): Entry[] =>
  findings.map(({ rule, severity, host }) => ({ kind: kind ?? severity, word, what: rule, host }));

const HOST_WORDS = {
  silent: ["silent", "silent"],
  back: ["fine", "answers again"],
  new: ["info", "not asked before"],
  gone: ["info", "not asked now"],
} as const;

/** Worst first: what is wrong now and was not, then who is silent, what changed, and what is good. */
function entriesOf(
  { findings, hosts, changes, arrivals }: Drift,
  labels: ReadonlyMap<string, string>,
): Entry[] {
  const ofHosts = hosts.map(({ kind, host, reason = "" }): Entry => {
    const [shown, word] = HOST_WORDS[kind];
    return { kind: shown, word, what: reason, host };
  });
  const isGood = ({ kind }: Entry) => kind === "fine";
  return [
    ...ofFindings("new", findings.appeared),
    ...ofFindings("first seen", findings.firstSeen),
    ...ofHosts.filter((each) => !isGood(each)),
    ...changes.map(({ fact, before, after, host }) => ({
      kind: "info",
      word: "changed",
      what: `${labels.get(fact) ?? fact} (${fact}): ${before === null || after === null ? (after === null ? "not there any more" : "there now") : describeDifference(after, before)}`,
      host,
    })),
    ...arrivals.map(({ kind, host, installation, application }) => ({
      kind: "info",
      word: kind,
      what: placeOf(installation, application),
      host,
    })),
    ...ofFindings("cleared", findings.cleared, "fine"),
    ...ofHosts.filter(isGood),
  ];
}

/** What is not as it was in the run before, alike things once. */
export function trendOf(
  { since, runs }: Trend,
  facts: readonly FactInfo[],
  { list, hostOf }: Names,
): PageTrend {
  const labels = new Map(facts.map(({ id, label }) => [id, label]));
  const alike = groupBy(since ? entriesOf(since.drift, labels) : [], ({ kind, word, what }) =>
    JSON.stringify([kind, word, what]),
  );
  const news = [...alike.values()].flatMap((same): PageNews[] => {
    const [first] = same;
    if (!first) return [];
    const hosts = list(same.map(({ host }) => hostOf(host)));
    return [{ kind: first.kind, word: first.word, what: forTerminal(first.what), hosts }];
  });
  return { since: since?.startedAt ?? null, news, runs };
}
