import { showValue } from "../facts/values.js";
import type { RuleInfo } from "../model/audit.js";
import type { FactValue, Gap } from "../model/fact.js";
import type { Place } from "./scope.js";

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

/** What is wrong, why that hurts, and what helps; `judge` sees only the facts that it names. */
export interface Rule extends Omit<RuleInfo, "remedy"> {
  /** Judged on each application instead of each installation. */
  level?: "application";
  /** What helps, or what helps on a system: the value of `host.os`, "" where it is not known. */
  remedy: string | ((os: string) => string);
  /** Facts without which there is no verdict: absent ones make the rule not apply, others make it unknown. */
  needs: readonly string[];
  /** Facts that are handed over where they are known. */
  uses?: readonly string[];
  /** The offences; none means that the rule holds. */
  judge(facts: KnownFacts): readonly Offence[] | Undecided;
}

export const defineRule = (rule: Rule): Rule => rule;

export type Verdict = { offences: readonly Offence[] } | { unknown: string } | { notApplicable: true };

/** Applies a rule to an installation or an application. */
export function applyRule(rule: Rule, place: Place): Verdict {
  const isMissing = (id: string) => (place.fact(id) ?? null) === null;
  if (rule.needs.some(isMissing)) return verdictWithout(rule.needs.filter(isMissing), place);
  return attempt(() => {
    const outcome = rule.judge(pick(place, rule));
    if ("because" in outcome) return { unknown: outcome.because };
    if (!("lacking" in outcome)) return { offences: outcome };
    return verdictWithout(outcome.lacking.filter(isMissing), place);
  });
}

/** The only place where a rule's exception is caught: it makes the verdict unknown, never a pass or a crash. */
export function attempt(judge: () => Verdict): Verdict {
  try {
    return judge();
  } catch (error) {
    return { unknown: `the rule failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Where one of them is not there at all there is nothing to judge, whatever could not be seen beside it. */
function verdictWithout(missing: readonly string[], place: Place): Verdict {
  if (missing.some((id) => place.gap(id)?.outcome === "absent")) return { notApplicable: true };
  return {
    unknown: missing.map((id) => describe(id, place.gap(id))).join("; ") || "the known facts do not tell",
  };
}

const describe = (id: string, gap: Gap | undefined) =>
  gap ? `${id} is ${gap.outcome}: ${gap.reason}` : `${id} was not collected`;

function pick(place: Place, { needs, uses = [] }: Rule): KnownFacts {
  const known: Record<string, FactValue> = {};
  for (const ids of [needs, uses]) {
    for (const id of ids) {
      const value = place.fact(id);
      if (value !== null && value !== undefined) known[id] = value;
    }
  }
  return known;
}

/** What helps on a system; without its name, what the catalogue says. */
export const remedyOf = ({ remedy }: Pick<Rule, "remedy">, os = ""): string =>
  typeof remedy === "string" ? remedy : remedy(os);

/** Evidence as `fact = value` lines. */
export const evidenceOf = (facts: KnownFacts, ...ids: string[]): string =>
  ids.flatMap((id) => (facts[id] === undefined ? [] : [`${id} = ${showValue(facts[id])}`])).join("\n");
