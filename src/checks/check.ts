import type { Budget } from "../base/budget.js";
import type { Facts, FactType, FactValue, Gap, Level, Scalar } from "../model/fact.js";
import type { Section } from "../model/snapshot.js";

/** What the catalogue says about one fact; the id is its key in the table. */
interface FactSpec<T extends FactType = FactType> {
  label: string;
  description: string;
  type: T;
  /** Command or file of the host that it is taken from; what stands in back quotes is in the shell of a check. */
  source: string;
  /** A value that it has on some host. */
  example: FactValue;
  /** False for facts that differ by nature: they are shown, never compared. */
  compared?: false;
  /** Fields of records that differ by nature. */
  ignores?: readonly string[];
  /** One of the few by which a fleet is told at a glance; 1 is shown first. */
  headline?: number;
}

export type FactTable = Readonly<Record<string, FactSpec>>;

declare const RECORD: unique symbol;

/** The word "records"; the compiler knows beside it which fields one of them has. */
export type RecordsOf<R> = "records" & { readonly [RECORD]: R };

/** The type of a fact that is a list of such records: parser and rules are held against their fields. */
export const records = <R extends Readonly<Record<keyof R, Scalar | null>>>() => "records" as RecordsOf<R>;

/** The TypeScript type of a fact of that type. */
type ValueOf<T extends FactType> = T extends "string"
  ? string
  : T extends "number"
    ? number
    : T extends "boolean"
      ? boolean
      : T extends "list"
        ? readonly string[]
        : T extends RecordsOf<infer R>
          ? readonly Readonly<R>[]
          : readonly Readonly<Record<string, Scalar | null>>[];

/** Every example of a table has the type of its fact. */
type Exemplified<F extends FactTable> = {
  readonly [K in keyof F]: { readonly example: ValueOf<F[K]["type"]> };
};

/** Every fact of a table: a value, or why there is none. */
export type FactsOf<F extends FactTable> = { [K in keyof F]: ValueOf<F[K]["type"]> | Gap };

/** The values of a table's facts, or of several tables', where all of them are there. */
export type ValuesOf<F extends FactTable> = {
  readonly [K in F extends F ? keyof F & string : never]: ValueOf<Extract<F, Record<K, FactSpec>>[K]["type"]>;
};

/** Facts of any checks. A parser knows those of its needs alone: `KnownOf`. */
export type Known = Readonly<Record<string, FactValue | Gap>>;

/** What one check may use of another. */
export interface Needed<F extends FactTable = FactTable, Id extends string = string> {
  id: Id;
  facts: F;
  /** The option that asks for it: without that, its section is not part of the script. */
  optIn?: string;
  /** Checks that come before it, of which its shell or its parser uses something. */
  needs: Needs;
}

export type Needs = readonly Needed[];

/** The facts of the needed checks, and no others; `undefined` keeps the compiler from taking them for `Known`. */
export type KnownOf<N extends Needs> = Needs extends N ? Known : PossiblyOf<ValuesOf<N[number]["facts"]>>;

type PossiblyOf<V> = { readonly [Id in keyof V]?: V[Id] | Gap | undefined };

/** What a parser is given: its own section, and of other checks only what they are needed for. */
export interface ParseInput<N extends Needs = readonly []> {
  /** The check's own section. */
  section: Section;
  /** What a needed check printed of the same installation, or of the host; undefined where it was not asked. */
  other: (check: N[number]["id"]) => Section | undefined;
  /** Facts of the needed checks, of the host and of the same installation. */
  known: KnownOf<N>;
  /** Of the host: what takes more than the length of its output is paid from it. */
  budget: Budget;
}

/** One topic: a piece of shell, a pure parser, a table of facts. */
export interface Check<F extends FactTable = FactTable, Id extends string = string> extends Needed<F, Id> {
  title: string;
  /** Those of an installation run once for each line of the discovery: they need it without saying so. */
  level: Exclude<Level, "application">;
  /** The `collect.sh`, or its text, that defines the shell function `collect_ID`. */
  collect: URL | { shell: string };
  /** Seconds that the section may take on the host. */
  seconds: number;
  /** Checks that need this one look where it says: where it was denied, they are asked anew as well. */
  decides?: true;
  /** Facts that rest on what its section prints first: they hold where it did not come to its end, as no others do. */
  first?: readonly (keyof F & string)[];
  /**
   * Of a host, but after its installations, and only where this function of its shell succeeds: otherwise its section is
   * empty. Older scripts had none.
   */
  last?: string;
  /** Shell variable that keeps the section's output for the checks that need it. */
  keeps?: string;
  /** Pure. Throws ParseError on output that it does not understand. */
  parse(input: ParseInput<Needs>): FactsOf<F>;
}

/** One WSGI application: its id within the installation, and its facts. */
export interface ApplicationRow<F extends FactTable = FactTable> {
  id: string;
  facts: FactsOf<F>;
}

/** Rows below an installation. They have no shell of their own: the sections of its needs are the evidence. */
export interface ApplicationCheck<F extends FactTable = FactTable, S extends FactTable = FactTable>
  extends Needed<F> {
  title: string;
  /** Pure. A gap where nothing can be said about the applications. */
  parse(input: Omit<ParseInput<Needs>, "section">): ApplicationRow<F>[] | Gap;
  /** What all of them say together of their installation. */
  summary: { facts: S; of(rows: readonly ApplicationRow<F>[]): FactsOf<S> };
}

/** A definition whose parser takes what its needs give, no less and no more. */
type Defined<C extends { parse(input: never): unknown }, N extends Needs, Input> = Omit<
  C,
  "needs" | "parse"
> & {
  needs: N;
  parse: (input: Input) => ReturnType<C["parse"]>;
};

/** Nothing at run time: the compiler holds `parse` against the table of facts and against the needs, and each example against its fact. */
export const defineApplicationCheck = <
  const F extends FactTable,
  const S extends FactTable,
  const N extends Needs,
>(
  check: Defined<ApplicationCheck<F, S>, N, Omit<ParseInput<N>, "section">> & {
    facts: Exemplified<F>;
    summary: { facts: Exemplified<S> };
  },
): ApplicationCheck<F, S> => check as Needed<F> as ApplicationCheck<F, S>;

/** Nothing at run time, as `defineApplicationCheck`. */
export const defineCheck = <const F extends FactTable, const Id extends string, const N extends Needs>(
  check: Defined<Check<F, Id>, N, ParseInput<N>> & { facts: Exemplified<F> },
): Check<F, Id> => check as Needed<F, Id> as Check<F, Id>;

export const absent = (reason: string): Gap => ({ outcome: "absent", reason });
export const denied = (reason: string): Gap => ({ outcome: "denied", reason });
export const failed = (reason: string): Gap => ({ outcome: "failed", reason });

export const isGap = (fact: unknown): fact is Gap =>
  typeof fact === "object" && fact !== null && !Array.isArray(fact) && "outcome" in fact;

/** A fact's value, or undefined where there is none. */
export const valueIn = <K extends object, Id extends keyof K>(
  known: K,
  id: Id,
): Exclude<K[Id], Gap | undefined> | undefined => {
  const fact = known[id];
  return isGap(fact as FactValue | Gap | undefined) ? undefined : (fact as Exclude<K[Id], Gap | undefined>);
};

/** The same gap for every fact of a table. */
export function gapsFor<F extends FactTable>(facts: F, gap: Gap): FactsOf<F> {
  return Object.fromEntries(Object.keys(facts).map((id) => [id, gap])) as FactsOf<F>;
}

/** Splits a mixed record into values (null where there is none) and gaps. */
export function separate(mixed: Known): { facts: Facts; gaps: Record<string, Gap> } {
  const facts: Facts = {};
  const gaps: Record<string, Gap> = {};
  for (const id of Object.keys(mixed)) {
    const fact = mixed[id] ?? null;
    facts[id] = fact === null || isGap(fact) ? null : fact;
    if (fact !== null && isGap(fact)) gaps[id] = fact;
  }
  return { facts, gaps };
}
