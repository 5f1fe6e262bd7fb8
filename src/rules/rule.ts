import type { FactTable, ValuesOf } from "../checks/check.js";
import type { ApplicationFacts, InstallationFacts } from "../checks/facts.js";
import type { RuleInfo } from "../model/audit.js";
import type { Facts, FactValue } from "../model/fact.js";

/** One thing that a rule found wrong on an installation. */
export interface Offence {
  message: string;
  /** The facts, or the lines, that it rests on. */
  evidence: string;
  expected?: FactValue;
  actual?: FactValue;
}

/** What is known does not decide the rule: for want of one of these facts, or for a reason of its own. */
export type Undecided = { lacking: readonly string[] } | { because: string };

export type KnownFacts = Readonly<Record<string, FactValue>>;

/** What is known of the installation and its host that a remedy is for; nothing where the catalogue tells it. */
export type RemedyFacts = Readonly<Partial<InstallationFacts>>;

/** What a rule is judged on, each by itself. */
type RuleLevel = "installation" | "application";

/**
 * What is wrong, why that hurts, and what helps; `judge` sees only the facts that it names. This is what is applied:
 * rules are written with `defineRule`, which knows the facts and their types.
 */
export interface Rule extends Omit<RuleInfo, "remedy" | "needs"> {
  /** Installations, unless it says otherwise. */
  level?: RuleLevel;
  /**
   * What helps, or what helps an installation on a system: `os` is the value of `host.os`, "" where it is not known. Nothing that
   * a host said goes into a command but by `inCommand` of `shared/control.ts`.
   */
  remedy: string | ((os: string, facts: RemedyFacts) => string);
  /** Facts without which there is no verdict: absent ones make the rule not apply, others make it unknown. */
  needs: readonly string[];
  /** Facts that are handed over where they are known. */
  uses?: readonly string[];
  /** Facts that differ from the group's for the same reason where it does not hold, beside those that it needs and uses. */
  explains?: readonly string[];
  /** The offences; none means that the rule holds. */
  judge(facts: KnownFacts): readonly Offence[] | Undecided;
}

/** Facts that a rule of that level may name: an application's rules also see what it is in. */
type FactsAt<L extends RuleLevel, Own = unknown> = (L extends "application"
  ? InstallationFacts & ApplicationFacts
  : InstallationFacts) &
  Own;

/** What `judge` gets of the facts F: all that the rule needs, and what it uses as far as that is known. */
type Given<F, Needs extends keyof F, Uses extends keyof F = never> = {
  readonly [Id in Needs]: F[Id];
} & { readonly [Id in Exclude<Uses, Needs>]?: F[Id] };

/** A rule on the facts F: naming one that does not exist, or touching one that was not named, does not compile. */
interface RuleOn<F, L extends RuleLevel, Needs extends keyof F, Uses extends keyof F>
  extends Omit<Rule, "level" | "needs" | "uses" | "explains" | "judge"> {
  level?: L;
  needs: readonly Needs[];
  uses?: readonly Uses[];
  explains?: readonly (keyof F)[];
  judge(facts: Given<F, Needs, Uses>): readonly Offence[] | Undecided;
}

export type DefineRule<Own = unknown> = <
  const Needs extends keyof FactsAt<L, Own> & string = never,
  const Uses extends keyof FactsAt<L, Own> & string = never,
  L extends RuleLevel = "installation",
>(
  rule: RuleOn<FactsAt<L, Own>, L, Needs, Uses>,
) => Rule;

/**
 * The `defineRule` of rules that also rest on the facts of other checks than those of this program:
 * `const defineRule = rulesOn(tls);`.
 */
export function rulesOn<const C extends readonly { facts: FactTable }[]>(
  ...checks: C
): DefineRule<ValuesOf<C[number]["facts"]>>;
export function rulesOn() {
  return (rule: Rule): Rule => rule;
}

/** Nothing at run time: it lets the compiler hold a rule against the facts that there are. */
export const defineRule = rulesOn();

/** What has a value there, the later before the earlier. */
export const remedyFacts = (...places: readonly { facts: Facts }[]): RemedyFacts =>
  Object.fromEntries(
    places.flatMap(({ facts }) => Object.entries(facts)).filter(([, value]) => value !== null),
  );

/** What helps an installation; without one, what the catalogue says. */
export const remedyOf = ({ remedy }: Pick<Rule, "remedy">, os = "", facts: RemedyFacts = {}): string =>
  typeof remedy === "string" ? remedy : remedy(os, facts);
