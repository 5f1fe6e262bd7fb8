import { resolverIn } from "../facts/names.js";
import { comparable, renamed } from "../facts/values.js";
import type { HostAudit } from "../model/audit.js";
import type { FactInfo, Facts, FactValue } from "../model/fact.js";

/** What is compared: a host for the facts that it has once, an installation, or an application. */
export interface Row {
  host: HostAudit;
  /** "" for a host. */
  installation: string;
  facts: Facts;
  /** In the order of the columns; equal numbers are equal values. */
  keys: Int32Array;
}

/** Rows and facts of one level. */
export interface Table {
  columns: readonly Column[];
  rows: readonly Row[];
}

type Resolve = NonNullable<ReturnType<typeof resolverIn>>;

/**
 * Numbers the values of one fact. Texts to compare them by are made once for each value that many hosts share. Two values are
 * equal by their names, or by the files that these are on their hosts: `same` says so once all of them are known.
 */
export class Column {
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

const holdsPath = (value: FactValue | null) =>
  typeof value === "string" ? value.startsWith("/") : typeof value === "object" && value !== null;

/** A row with its keys. `named`: the facts that tell by which names its files are known. */
export function rowOf(
  host: HostAudit,
  installation: string,
  facts: Facts,
  columns: readonly Column[],
  named = facts,
): Row {
  const resolve = resolverIn(named);
  const keys = Int32Array.from(columns, (column) => column.keyOf(facts[column.fact.id] ?? null, resolve));
  return { host, installation, facts, keys };
}

/** Once all rows are made: values that only some rows know to be equal have one key. */
export function joinKeys({ columns, rows }: Table): void {
  for (const { keys } of rows)
    for (const [at, column] of columns.entries()) keys[at] = column.same(keys[at] ?? 0);
}
