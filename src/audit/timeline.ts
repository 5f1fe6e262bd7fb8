import { groupBy } from "../base/group-by.js";
import { canonical } from "../facts/values.js";
import type { HostAudit } from "../model/audit.js";
import type { Facts, FactValue } from "../model/fact.js";

/** One value that is another one than the last that was seen there. */
interface Change {
  host: string;
  /** Installation and application; "" for the host itself. */
  within: string;
  /** Undefined where none was seen before. */
  before?: FactValue;
  value: FactValue;
}

/** The same change on several hosts. */
export interface FoldedChange extends Omit<Change, "host"> {
  hosts: readonly string[];
}

/** Values of one fact from run to run, the first that were seen as well: hosts that are silent in one keep what they had. */
export class Timeline {
  readonly #last = new Map<string, FactValue>();

  /** Whether any value has been seen. */
  get isEmpty(): boolean {
    return this.#last.size === 0;
  }

  constructor(readonly fact: string) {}

  /** What is new in a run. */
  next(hosts: readonly HostAudit[]): FoldedChange[] {
    const changes = hosts.flatMap((host) => rowsOf(host).flatMap((row) => this.#changeIn(host.name, row)));
    const alike = groupBy(changes, ({ within, before, value }) =>
      JSON.stringify([within, before === undefined ? null : canonical(before), canonical(value)]),
    );
    return [...alike.values()].flatMap((all) => {
      const [first] = all;
      return first ? [{ ...first, hosts: all.map(({ host }) => host) }] : [];
    });
  }

  #changeIn(host: string, { within, facts }: Row): Change[] {
    const value = facts[this.fact] ?? null;
    if (value === null) return [];
    const place = JSON.stringify([host, within]);
    const before = this.#last.get(place);
    if (before !== undefined && canonical(before) === canonical(value)) return [];
    this.#last.set(place, value);
    return [{ host, within, value, ...(before !== undefined && { before }) }];
  }
}

interface Row {
  within: string;
  facts: Facts;
}

const rowsOf = ({ facts, installations }: HostAudit): Row[] => [
  { within: "", facts },
  ...installations.flatMap((each) => [
    { within: each.id, facts: each.facts },
    ...each.applications.map((app) => ({ within: `${each.id} ${app.id}`, facts: app.facts })),
  ]),
];
