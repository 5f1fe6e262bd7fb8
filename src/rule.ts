import type { Facts, FactValue, Gap, Gaps, RuleInfo } from "./model.js";

/** One thing that a rule found wrong on an installation. */
export interface Offence {
  message: string;
  /** The facts, or the lines, that it rests on. */
  evidence: string;
  expected?: FactValue;
  actual?: FactValue;
}

export type KnownFacts = Readonly<Record<string, FactValue>>;

/** What is wrong, why that hurts, and what helps; `judge` sees only the facts that it names. */
export interface Rule extends RuleInfo {
  /** Facts without which there is no verdict: absent ones make the rule not apply, others make it unknown. */
  needs: readonly string[];
  /** Facts that are handed over where they are known. */
  uses?: readonly string[];
  /** The offences; none means that the rule holds. */
  judge(facts: KnownFacts): readonly Offence[];
}

export const defineRule = (rule: Rule): Rule => rule;

export type Verdict = { offences: readonly Offence[] } | { unknown: string } | { notApplicable: true };

/** Applies a rule to the facts of one installation and its host. An exception is an unknown verdict. */
export function applyRule(rule: Rule, facts: Facts, gaps: Gaps): Verdict {
  const missing = rule.needs.filter((id) => facts[id] === null || facts[id] === undefined);
  const open = missing.map((id) => [id, gaps[id]] as const).find(([, gap]) => gap?.outcome !== "absent");
  if (open) return { unknown: describe(open[0], open[1]) };
  if (missing.length > 0) return { notApplicable: true };
  try {
    return { offences: rule.judge(pick(facts, [...rule.needs, ...(rule.uses ?? [])])) };
  } catch (error) {
    return { unknown: `the rule failed: ${(error as Error).message}` };
  }
}

const describe = (id: string, gap: Gap | undefined) =>
  gap ? `${id} is ${gap.outcome}: ${gap.reason}` : `${id} was not collected`;

function pick(facts: Facts, ids: readonly string[]): KnownFacts {
  const known = ids.flatMap((id) => {
    const value = facts[id];
    return value === null || value === undefined ? [] : [[id, value] as const];
  });
  return Object.fromEntries(known);
}

/** Evidence as `fact = value` lines. */
export const evidenceOf = (facts: KnownFacts, ...ids: string[]): string =>
  ids
    .filter((id) => facts[id] !== undefined)
    .map((id) => `${id} = ${typeof facts[id] === "string" ? facts[id] : JSON.stringify(facts[id])}`)
    .join("\n");
