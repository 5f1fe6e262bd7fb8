import type { Facts, FactType, FactValue, Gap, Level, Scalar } from "../model/fact.js";
import type { Section } from "../model/snapshot.js";

/** What the catalogue says about one fact; the id is its key in the table. */
interface FactSpec<T extends FactType = FactType> {
  label: string;
  description: string;
  type: T;
  /** False for facts that differ by nature: they are shown, never compared. */
  compared?: false;
  /** Fields of records that differ by nature. */
  ignores?: readonly string[];
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

/** Every fact of a table: a value, or why there is none. */
export type FactsOf<F extends FactTable> = { [K in keyof F]: ValueOf<F[K]["type"]> | Gap };

/** The values of a table's facts, or of several tables', where all of them are there. */
export type ValuesOf<F extends FactTable> = {
  readonly [K in F extends F ? keyof F & string : never]: ValueOf<Extract<F, Record<K, FactSpec>>[K]["type"]>;
};

export type Known = Readonly<Record<string, FactValue | Gap>>;

export interface ParseInput {
  /** The check's own section. */
  section: Section;
  /** A section of the same installation, or of the host, that an earlier check printed. */
  other(check: string): Section | undefined;
  /** Facts of earlier checks, of the host and of the same installation. */
  known: Known;
}

/** One topic: a piece of shell, a pure parser, a table of facts. */
export interface Check<F extends FactTable = FactTable> {
  id: string;
  title: string;
  level: Exclude<Level, "application">;
  /** The `collect.sh`, or its text, that defines the shell function `collect_ID`. */
  collect: URL | { shell: string };
  /** Seconds that the section may take on the host. */
  seconds: number;
  /** The option that asks for it: without that, its section is not part of the script. */
  optIn?: string;
  /** Later sections look where this one says: where it was denied, they are asked anew as well. */
  decides?: true;
  /** Shell variable that keeps the section's output for later checks. */
  keeps?: string;
  facts: F;
  /** Pure. Throws ParseError on output that it does not understand. */
  parse(input: ParseInput): FactsOf<F>;
}

/** One WSGI application: its id within the installation, and its facts. */
export interface ApplicationRow<F extends FactTable = FactTable> {
  id: string;
  facts: FactsOf<F>;
}

/** Rows below an installation. They have no shell of their own: other checks' sections are the evidence. */
export interface ApplicationCheck<F extends FactTable = FactTable, S extends FactTable = FactTable> {
  id: string;
  title: string;
  facts: F;
  /** Pure. A gap where nothing can be said about the applications. */
  parse(input: Omit<ParseInput, "section">): ApplicationRow<F>[] | Gap;
  /** What all of them say together of their installation. */
  summary: { facts: S; of(rows: readonly ApplicationRow<F>[]): FactsOf<S> };
}

export const defineApplicationCheck = <const F extends FactTable, const S extends FactTable>(
  check: ApplicationCheck<F, S>,
): ApplicationCheck<F, S> => check;

/** Nothing at run time: it lets the compiler hold `parse` against the table of facts. */
export const defineCheck = <const F extends FactTable>(check: Check<F>): Check<F> => check;

export const absent = (reason: string): Gap => ({ outcome: "absent", reason });
export const denied = (reason: string): Gap => ({ outcome: "denied", reason });
export const failed = (reason: string): Gap => ({ outcome: "failed", reason });

export const isGap = (fact: FactValue | Gap | undefined): fact is Gap =>
  typeof fact === "object" && !Array.isArray(fact) && "outcome" in fact;

/** A fact's value, or undefined where there is none. */
export const valueIn = (known: Known, id: string): FactValue | undefined => {
  const fact = known[id];
  return fact === undefined || isGap(fact) ? undefined : fact;
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
