import type { Command } from "commander";
import { auditSnapshots } from "../../api/audit-snapshots.js";
import { UsageError } from "../../base/errors.js";
import { suggestion } from "../../base/suggestion.js";
import { factCatalogue } from "../../checks/index.js";
import { canonical, showValue } from "../../facts/values.js";
import { History } from "../../history/directory.js";
import { selectHosts } from "../../inventory/select/select.js";
import type { Audit, HostAudit } from "../../model/audit.js";
import type { FactValue } from "../../model/fact.js";
import { forTerminal } from "../../report/escape.js";
import { type Io, writeLine } from "../io.js";

export interface HistoryOptions {
  history: string;
}

interface Seen {
  place: string;
  value: FactValue;
}

/** Every known value of a fact on these hosts, with its place. */
function valuesOf(hosts: readonly HostAudit[], fact: string): Seen[] {
  return hosts.flatMap((host) => {
    const rows = [
      { place: host.name, facts: host.facts },
      ...host.installations.flatMap(({ id, facts, applications }) => [
        { place: `${host.name} ${id}`, facts },
        ...applications.map((app) => ({ place: `${host.name} ${id} ${app.id}`, facts: app.facts })),
      ]),
    ];
    return rows.flatMap(({ place, facts }) => {
      const value = facts[fact] ?? null;
      return value === null ? [] : [{ place, value }];
    });
  });
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

/** `history`: when a value changed where, oldest first. */
export const addHistory = (program: Command, io: Io): Command =>
  program
    .command("history")
    .argument("<fact>", "id of a fact, such as python.library.version")
    .argument("[pattern...]", "hosts, by name or glob")
    .requiredOption("--history <dir>", "directory of `run --history`")
    .description("when a value changed on which host")
    .action(async (fact: string, patterns: string[], { history }: HistoryOptions) => {
      const known = new Set(factCatalogue.map(({ id }) => id));
      if (!fact.startsWith("user.")) checkFact(fact, known);
      const files = new History(history).files();
      if (files.length === 0) throw new UsageError(`there are no runs in ${history}`);
      let mistake: UsageError | undefined;
      let found = false;
      const last = new Map<string, string>();
      for (const file of files) {
        const audit = await auditSnapshots([file]);
        for (const { id } of audit.catalogue.facts) known.add(id);
        const hosts = chosen(audit, patterns);
        if (hosts instanceof UsageError) {
          mistake = hosts;
          continue;
        }
        found = true;
        for (const line of newValues(valuesOf(hosts, fact), last))
          io.stdout.write(`${audit.run.startedAt}  ${line}\n`);
      }
      checkFact(fact, known);
      if (mistake && !found) throw mistake;
      if (last.size === 0)
        writeLine(
          io.stderr,
          `no value of ${fact} was seen in ${files.length} run${files.length > 1 ? "s" : ""}`,
        );
    });

/** What another value was seen of than the last time. */
function* newValues(seen: readonly Seen[], last: Map<string, string>): Generator<string> {
  for (const { place, value } of seen) {
    const key = canonical(value);
    if (last.get(place) === key) continue;
    last.set(place, key);
    yield `${forTerminal(place)}  ${forTerminal(showValue(value))}`;
  }
}
