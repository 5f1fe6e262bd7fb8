import { UsageError } from "../base/errors.js";
import { groupBy } from "../base/group-by.js";
import { suggestion } from "../base/suggestion.js";
import { resolverIn } from "../facts/names.js";
import { comparable, renamed } from "../facts/values.js";
import type { Comparison, HostAudit, InstallationClass } from "../model/audit.js";
import type { FactInfo, FactValue } from "../model/fact.js";

/** What is compared: an installation, or a host for the facts that it has once. */
interface Row {
  host: HostAudit;
  /** "" for a host. */
  installation: string;
  facts: HostAudit["facts"];
  /** In the order of the columns; equal numbers are equal values. */
  keys: Int32Array;
}

/**
 * Numbers the values of one fact. Texts to compare them by are made once for each value that many hosts share. Two values are
 * equal by their names, or by the files that these are on their hosts: `same` says so once all of them are known.
 */
class Column {
  readonly #byValue = new Map<FactValue | null, number>();
  readonly #byText = new Map<string, number>();
  readonly #joined: number[] = [];

  constructor(readonly fact: FactInfo) {}

  keyOf(value: FactValue | null, resolve: Resolve | undefined): number {
    const key = this.#plain(value);
    if (resolve && holdsPath(value)) {
      const other = this.#ofText(comparable(renamed(value, resolve), this.fact));
      this.#joined[Math.max(this.same(key), this.same(other))] = Math.min(this.same(key), this.same(other));
    }
    return key;
  }

  same(key: number): number {
    let at = key;
    while (this.#joined[at] !== at) at = this.#joined[at] ?? at;
    return at;
  }

  #plain(value: FactValue | null): number {
    const known = this.#byValue.get(value);
    if (known !== undefined) return known;
    const key = this.#ofText(comparable(value, this.fact));
    this.#byValue.set(value, key);
    return key;
  }

  #ofText(text: string): number {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const key = this.#byText.size;
    this.#byText.set(text, key);
    this.#joined[key] = key;
    return key;
  }
}

type Resolve = NonNullable<ReturnType<typeof resolverIn>>;

const holdsPath = (value: FactValue | null) =>
  typeof value === "string" ? value.startsWith("/") : typeof value === "object" && value !== null;

/** Rows and facts of one level. */
interface Table {
  columns: readonly Column[];
  rows: readonly Row[];
}

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
  const groups = [...groupBy(hosts, (host) => (golden ? "all hosts" : groupOf(host, compareBy)))].map(
    ([group, members]) => ({
      group,
      hosts: { columns: ofHost, rows: members.filter(answered).map((host) => hostRow(host, ofHost)) },
      installations: {
        columns: ofInstallation,
        rows: members.flatMap((host) => installationRows(host, ofInstallation)),
      },
    }),
  );
  for (const { hosts, installations } of groups) {
    for (const { columns, rows } of [hosts, installations]) {
      for (const { keys } of rows)
        for (const [at, column] of columns.entries()) keys[at] = column.same(keys[at] ?? 0);
    }
  }
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

/** A host that told nothing is reported as such, not as a doubt about each fact. */
const answered = (host: HostAudit) => Object.keys(host.facts).length > 0;

const hostRow = (host: HostAudit, columns: readonly Column[]): Row => rowOf(host, "", host.facts, columns);

const installationRows = (host: HostAudit, columns: readonly Column[]): Row[] =>
  host.installations.map((each) => rowOf(host, each.id, each.facts, columns));

function rowOf(
  host: HostAudit,
  installation: string,
  facts: HostAudit["facts"],
  columns: readonly Column[],
): Row {
  const resolve = resolverIn(facts);
  const keys = Int32Array.from(columns, (column) => column.keyOf(facts[column.fact.id] ?? null, resolve));
  return { host, installation, facts, keys };
}

const spreads = (group: string, { columns, rows }: Table, golden: string | undefined): Comparison[] =>
  rows.length === 0 ? [] : columns.map(({ fact }, index) => spread(fact, group, rows, index, golden));

const nameOf = ({ host }: Row) => host.name;

/** So many times as many as any other value: of fewer, nobody knows which of them are right. */
const CLEARLY = 3;

/** More than half of those that are known, and clearly more than any other value. */
function isMajority(size: number, known: number, next: number): boolean {
  return size * 2 > known && size >= CLEARLY * next;
}

/** Values rarest first; where no value has the majority, nobody is out of line. */
function spread(
  fact: FactInfo,
  group: string,
  rows: readonly Row[],
  column: number,
  golden: string | undefined,
): Comparison {
  const valueIn = ({ facts }: Row) => facts[fact.id] ?? null;
  const keyOf = ({ keys }: Row) => keys[column];
  const known = rows.filter((row) => valueIn(row) !== null);
  const byValue = [...groupBy(known, keyOf).values()].sort((a, b) => a.length - b.length);
  const [next, largest] = [byValue.at(-2), byValue.at(-1)];
  const common =
    largest && isMajority(largest.length, known.length, next?.length ?? 0) ? largest[0] : undefined;
  const majority = golden === undefined ? common : known.find(({ host }) => host.name === golden);
  return {
    fact: fact.id,
    group,
    values: byValue.flatMap((members) => {
      const value = members[0] && valueIn(members[0]);
      return value == null ? [] : [{ value, count: members.length, hosts: members.map(nameOf) }];
    }),
    unknown: rows.length - known.length,
    majority: majority ? valueIn(majority) : null,
    ...(golden !== undefined && { golden }),
    outliers: majority
      ? known
          .filter((row) => keyOf(row) !== keyOf(majority))
          .map((row) => ({
            host: row.host.name,
            installation: row.installation,
            value: valueIn(row) as FactValue,
          }))
      : [],
  };
}

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
