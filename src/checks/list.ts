import {
  callable,
  checkArgument,
  checkFields,
  count,
  type Kind,
  type Kinds,
  listOf,
  object,
  oneOf,
  required,
  text,
} from "../base/arguments.js";
import { remembered } from "../base/memoize.js";
import type { Check, FactTable } from "./check.js";
import { assertOrder } from "./needs.js";

const matching = (pattern: RegExp, expected: string): Kind => ({
  is: (value) => typeof value === "string" && pattern.test(value),
  expected,
});

const CHECK: Kinds<Check> = {
  id: required(matching(/^[a-z][a-z0-9_]*$/, "an id of lower-case letters, digits and underscores")),
  title: required(text),
  level: required(oneOf("host", "installation")),
  collect: required({
    is: (value) => value instanceof URL || text.is((value as { shell?: unknown } | null)?.shell),
    expected: "the URL of a file of shell, or { shell: TEXT }",
  }),
  seconds: required(count),
  needs: required(listOf(object)),
  facts: required(object),
  parse: required(callable),
  optIn: text,
  first: listOf(text),
  decides: { is: (value) => value === true, expected: "true" },
  last: matching(/^[a-z][a-z0-9_]*$/, "the name of a shell function"),
  keeps: matching(/^[A-Z][A-Z0-9_]*$/, "a variable of the shell in capitals"),
};

const FACT_ID = matching(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$/, "an id such as tls.certificate.until");
const FACT_TYPE = oneOf("string", "number", "boolean", "list", "records");

function checkFacts(what: string, facts: FactTable): void {
  for (const [id, spec] of Object.entries(facts)) {
    checkArgument(`${what}: facts`, id, FACT_ID);
    checkArgument(`${what}: ${id}`, spec, object);
    checkArgument(`${what}: ${id}: label`, spec.label, text);
    checkArgument(`${what}: ${id}: description`, spec.description, text);
    checkArgument(`${what}: ${id}: type`, spec.type, FACT_TYPE);
    checkArgument(`${what}: ${id}: source`, spec.source, text);
  }
}

/**
 * Throws a TypeError that names what is wrong with a list of checks: one that is none, an id or a fact that is there
 * twice, a check that stands before one that it needs or without it.
 */
export const assertChecks: (checks: readonly Check[]) => true = remembered(
  (checks: readonly Check[]): true => {
    checkArgument("checks", checks, listOf(object));
    const seen = new Set<string>();
    for (const [place, check] of checks.entries()) {
      const what = `checks[${place}]`;
      checkFields(what, check, CHECK);
      checkFacts(`${what} (${check.id})`, check.facts);
      for (const id of [check.id, ...Object.keys(check.facts)]) {
        if (seen.has(id)) throw new TypeError(`${what} (${check.id}): ${id} is there twice`);
        seen.add(id);
      }
    }
    assertOrder(checks);
    return true;
  },
);
