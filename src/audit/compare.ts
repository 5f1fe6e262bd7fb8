import { UsageError } from "../base/errors.js";
import { groupBy } from "../base/group-by.js";
import { suggestion } from "../base/suggestion.js";
import type { Comparison, HostAudit, InstallationClass } from "../model/audit.js";
import type { FactInfo } from "../model/fact.js";
import { Column, joinKeys, type Row, rowOf, type Table } from "./column.js";
import { spreads } from "./spread.js";

/**
 * Compares installations with the others of their group, and hosts with the other hosts: how each fact is spread, who
 * differs from the majority, and which installations are equal in everything that is compared, their host's facts
 * included. Linear in installations and facts. With a golden host all are one group, and its values stand for the
 * majority's.
 */
export function compareFleet(
  hosts: readonly HostAudit[],
  facts: readonly FactInfo[],
  compareBy: string,
  golden?: string,
): { comparison: Comparison[]; classes: InstallationClass[] } {
  const compared = facts.filter(({ compared }) => compared);
  const columnsOf = (level: FactInfo["level"]) =>
    compared.filter((fact) => fact.level === level).map((fact) => new Column(fact));
  const [ofHost, ofInstallation] = [columnsOf("host"), columnsOf("installation")];
  const groups = [...groupBy(hosts, (host) => peersOf(host, compareBy, golden))].map(([group, members]) => ({
    group,
    hosts: { columns: ofHost, rows: members.filter(answered).map((host) => hostRow(host, ofHost)) },
    installations: {
      columns: ofInstallation,
      rows: members.flatMap((host) => installationRows(host, ofInstallation)),
    },
  }));
  for (const { hosts, installations } of groups) for (const table of [hosts, installations]) joinKeys(table);
  return {
    comparison: groups.flatMap(({ group, hosts, installations }) => [
      ...spreads(group, hosts, golden),
      ...spreads(group, installations, golden),
    ]),
    classes: groups.flatMap(({ group, hosts, installations }) => classesOf(group, hosts, installations)),
  };
}

/** A UsageError for a fact that no host has: all of them would be one group, and nobody would know. */
export function checkCompareBy(compareBy: string, facts: readonly FactInfo[]): void {
  const known = facts.filter(({ level }) => level === "host").map(({ id }) => id);
  if (compareBy !== "group" && !known.includes(compareBy))
    throw new UsageError(`compare_by: there is no fact ${compareBy} of hosts${suggestion(compareBy, known)}`);
}

/** The comparison group of a host, where no golden host takes the place of groups. */
export function groupOf(host: HostAudit, compareBy: string): string {
  if (compareBy === "group") return host.groups[0] ?? "ungrouped";
  const value = host.facts[compareBy];
  return value === null || value === undefined ? "unknown" : String(value);
}

/** With a golden host all are one group. */
export const peersOf = (host: HostAudit, compareBy: string, golden: string | undefined): string =>
  golden === undefined ? groupOf(host, compareBy) : "all hosts";

/** A host that told nothing is reported as such, not as a doubt about each fact. */
const answered = (host: HostAudit) => Object.keys(host.facts).length > 0;

const hostRow = (host: HostAudit, columns: readonly Column[]): Row => rowOf(host, "", host.facts, columns);

const installationRows = (host: HostAudit, columns: readonly Column[]): Row[] =>
  host.installations.map((each) => rowOf(host, each.id, each.facts, columns));

/** Largest class first. Unknown is equal to unknown only: a class shows one value for all of its hosts. */
function classesOf(group: string, hosts: Table, installations: Table): InstallationClass[] {
  const ofHost = new Map(hosts.rows.map((row) => [row.host, row.keys.join()]));
  const signature = (row: Row) => `${ofHost.get(row.host)} ${row.keys.join()}`;
  return [...groupBy(installations.rows, signature).values()]
    .sort((a, b) => b.length - a.length)
    .flatMap((rows) => {
      const members = rows.map(({ host, installation }) => ({ host: host.name, installation }));
      const [representative] = members;
      if (!representative) return [];
      return { group, count: rows.length, hosts: members.map(({ host }) => host), members, representative };
    });
}
