import type { Command } from "commander";
import { auditSnapshots } from "../../api/audit-snapshots.js";
import type { PastChange } from "../../audit/drift.js";
import { type FoldedChange, Timeline } from "../../audit/timeline.js";
import { UsageError } from "../../base/errors.js";
import { suggestion } from "../../base/suggestion.js";
import { factCatalogue } from "../../checks/index.js";
import { showValue } from "../../facts/values.js";
import { Changes } from "../../history/changes.js";
import { History } from "../../history/directory.js";
import { foldNames } from "../../inventory/select/ranges.js";
import { selectHosts } from "../../inventory/select/select.js";
import type { Audit, HostAudit } from "../../model/audit.js";
import { forTerminal } from "../../report/escape.js";
import { aligned } from "../aligned.js";
import { type Io, writeLine } from "../io.js";

export interface HistoryOptions {
  history: string;
  since?: string;
}

/** A run without these hosts has nothing to tell. If no run has them, that is a mistake of the user. */
function chosen(audit: Audit, patterns: readonly string[]): HostAudit[] | UsageError {
  const hosts = audit.hosts.map((host) => ({ identity: host, host }));
  try {
    return selectHosts(hosts, { patterns }).map(({ host }) => host);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
}

/** Facts of the checks are known at once; those of inventories stand in the runs. Throws a UsageError. */
function checkFact(fact: string, known: Iterable<string>): void {
  const ids = [...known];
  if (!ids.includes(fact))
    throw new UsageError(
      `there is no fact ${fact}${suggestion(fact, ids) || "; wsgi-audit explain lists them"}`,
    );
}

/** Milliseconds since 1970. Throws a UsageError for what is no day and no time. */
function sinceOf(text: string | undefined): number {
  if (text === undefined) return Number.NEGATIVE_INFINITY;
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new UsageError(`--since ${text}: a day or a time is wanted, such as 2026-11-30`);
  return time;
}

/** `history`: when a value changed where, oldest first; without a fact, which facts changed at all. */
export const addHistory = (program: Command, io: Io): Command =>
  program
    .command("history")
    .argument(
      "[fact]",
      "id of a fact, such as python.library.version; without one: which facts changed at all",
    )
    .argument("[pattern...]", "hosts, by name or glob")
    .requiredOption("--history <dir>", "directory of `run --history`")
    .option("--since <day>", "only what changed from that day on, such as 2026-11-30")
    .description("when a value changed on which hosts")
    .action(async (fact: string | undefined, patterns: string[], options: HistoryOptions) => {
      const since = sinceOf(options.since);
      const known = new Set(factCatalogue.map(({ id }) => id));
      if (fact !== undefined && !fact.startsWith("user.")) checkFact(fact, known);
      const files = new History(options.history).files();
      if (files.length === 0) throw new UsageError(`there are no runs in ${options.history}`);
      const timeline = fact === undefined ? undefined : new Timeline(fact);
      const [changes, counts] = [new Changes(), new Counts()];
      let mistake: UsageError | undefined;
      let found = false;
      for (const file of files) {
        const audit = await auditSnapshots([file]);
        for (const { id } of audit.catalogue.facts) known.add(id);
        const hosts = chosen(audit, patterns);
        if (hosts instanceof UsageError) {
          mistake = hosts;
          continue;
        }
        found = true;
        const { startedAt } = audit.run;
        const values = timeline?.next(hosts) ?? [];
        const changed = timeline ? [] : changes.next({ ...audit, hosts });
        if (Date.parse(startedAt) < since) continue;
        for (const value of values) io.stdout.write(`${startedAt}  ${lineOf(value)}\n`);
        counts.add(changed);
      }
      if (fact !== undefined) checkFact(fact, known);
      if (mistake && !found) throw mistake;
      if (!timeline) io.stdout.write(counts.text());
      else if (timeline.isEmpty)
        writeLine(
          io.stderr,
          `no value of ${fact} was seen in ${files.length} run${files.length > 1 ? "s" : ""}`,
        );
    });

/** `web[01-06]  3.9 -> 3.11`; the first value that was seen stands alone. */
function lineOf({ hosts, within, before, value }: FoldedChange): string {
  const place = [foldNames(hosts), within].filter(Boolean).join(" ");
  const change = [before, value].flatMap((each) => (each === undefined ? [] : [showValue(each)]));
  return `${forTerminal(place)}  ${forTerminal(change.join(" -> "))}`;
}

/** How often each fact changed, of those that are compared. */
class Counts {
  readonly #facts = new Map<string, { changes: number; hosts: Set<string>; last: string }>();

  add(changes: readonly PastChange[]): void {
    for (const { fact, host, when } of changes) {
      const { changes: count, hosts } = this.#facts.get(fact) ?? { changes: 0, hosts: new Set() };
      this.#facts.set(fact, { changes: count + 1, hosts: hosts.add(host), last: when });
    }
  }

  text(): string {
    const rows = Array.from(this.#facts, ([fact, { changes, hosts, last }]) => [
      fact,
      `${changes}`,
      `${hosts.size}`,
      last,
    ]).sort((a, b) => Number(b[1]) - Number(a[1]) || ((a[0] ?? "") < (b[0] ?? "") ? -1 : 1));
    if (rows.length === 0) return "no fact changed\n";
    return aligned([["FACT", "CHANGES", "HOSTS", "LAST"], ...rows], (text) => text.length);
  }
}
