import type { FactValue, Gap } from "../model/fact.js";
import type { KnownFacts, Offence, Rule } from "./rule.js";
import type { Place } from "./scope.js";

/** `mistake`: it cannot be known because the user wrote what nothing can be judged by. */
export type Verdict =
  | { offences: readonly Offence[] }
  | { unknown: string; mistake?: true }
  | { notApplicable: true };

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
