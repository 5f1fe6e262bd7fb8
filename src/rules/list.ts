import {
  callable,
  checkArgument,
  checkFields,
  either,
  type Kinds,
  listOf,
  object,
  oneOf,
  required,
  text,
} from "../base/arguments.js";
import type { RuleInfo } from "../model/audit.js";
import type { FactInfo } from "../model/fact.js";
import { SEVERITIES } from "../model/words.js";
import type { Rule } from "./rule.js";

const RULE: Kinds<Rule> = {
  id: required({
    is: (value) => typeof value === "string" && /^[a-z0-9_-]+\/[a-z0-9_-]+$/.test(value),
    expected: "an id such as python/library-not-found",
  }),
  severity: required(oneOf(...SEVERITIES)),
  title: required(text),
  why: required(text),
  remedy: required(either(text, callable)),
  reference: text,
  level: oneOf("installation", "application"),
  needs: required(listOf(text)),
  uses: listOf(text),
  explains: listOf(text),
  judge: required(callable),
};

/**
 * Throws a TypeError that names what is wrong with a list of rules: one that is none, an id that is there twice, a fact
 * that no check has or that stands below what the rule is judged on. `others` are the rules that are always there.
 */
export function assertRules(
  rules: readonly Rule[],
  facts: readonly FactInfo[],
  others: readonly Pick<RuleInfo, "id">[],
): void {
  checkArgument("rules", rules, listOf(object));
  const levels = new Map(facts.map(({ id, level }) => [id, level]));
  const seen = new Set(others.map(({ id }) => id));
  for (const [place, rule] of rules.entries()) {
    const what = `rules[${place}]`;
    checkFields(what, rule, RULE);
    if (seen.has(rule.id)) throw new TypeError(`${what}: ${rule.id} is there twice`);
    seen.add(rule.id);
    for (const id of [...rule.needs, ...(rule.uses ?? []), ...(rule.explains ?? [])]) {
      const level = levels.get(id);
      if (level === undefined) throw new TypeError(`${what} (${rule.id}): no check has a fact ${id}`);
      if (level === "application" && rule.level !== "application")
        throw new TypeError(`${what} (${rule.id}): ${id} is a fact of applications: level: "application"`);
    }
  }
}
