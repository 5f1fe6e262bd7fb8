import { type Budget, TooMuchError } from "../base/budget.js";
import { ParseError } from "../base/errors.js";
import {
  type ApplicationCheck,
  type ApplicationRow,
  absent,
  type Check,
  type FactTable,
  failed,
  gapsFor,
  isGap,
  type Known,
  separate,
} from "../checks/check.js";
import type { CheckResult } from "../model/audit.js";
import type { Facts, Gap, Gaps } from "../model/fact.js";
import type { Section } from "../model/snapshot.js";

/** One row's facts, and how each of its checks fared. */
export interface ParsedSections {
  facts: Facts;
  gaps: Gaps;
  checks: Record<string, CheckResult>;
  /** Values and gaps together, for the checks that come later. */
  known: Known;
  sections: ReadonlyMap<string, Section>;
}

/**
 * Runs the parsers of one installation, or of the host, over its sections.
 *
 * The one catch of all parsers: what a parser does not understand costs its own facts, never another's. Throws a
 * TooMuchError alone, when the host's budget is spent.
 */
export function parseSections(
  checks: readonly Check[],
  sections: readonly Section[],
  before: { sections: readonly Section[]; known: Known },
  budget: Budget,
): ParsedSections {
  const all = new Map([...before.sections, ...sections].map((section) => [section.check, section]));
  const known: Record<string, Known[string]> = { ...before.known };
  const own: Record<string, Known[string]> = {};
  const results: Record<string, CheckResult> = {};
  for (const check of checks) {
    const parsed = parseOne(check, all, known, budget);
    Object.assign(own, parsed);
    Object.assign(known, parsed);
    results[check.id] = resultOf(check, all.get(check.id), parsed);
  }
  return { ...separate(own), checks: results, known, sections: all };
}

/** The rows of an installation, with the same catch as for its own facts. */
export function parseApplications<F extends FactTable>(
  check: ApplicationCheck<F>,
  { known, sections }: ParsedSections,
  budget: Budget,
): ApplicationRow<F>[] | Gap {
  try {
    return check.parse({ other: (id) => sections.get(id), known, budget });
  } catch (error) {
    if (error instanceof TooMuchError) throw error;
    return failed((error as Error).message);
  }
}

function parseOne(check: Check, sections: ReadonlyMap<string, Section>, known: Known, budget: Budget): Known {
  const section = sections.get(check.id);
  if (!section) return gapsFor(check.facts, missing(check));
  if (section.status === NO_TOOL)
    return gapsFor(check.facts, failed(textBeside(section) || "the host has no tool for it"));
  try {
    return check.parse({ section, other: (id) => sections.get(id), known, budget });
  } catch (error) {
    if (error instanceof TooMuchError) throw error;
    const line = error instanceof ParseError ? `: ${error.line}` : "";
    return gapsFor(check.facts, failed(`${(error as Error).message}${line}`));
  }
}

/** The status of a section for which the script found no tool; shells say the same of a missing command. */
const NO_TOOL = 127;

const textBeside = ({ parts }: Section) => parts.find(({ name }) => name === "")?.stderr.trim();

function missing({ optIn, last }: Check): Gap {
  if (optIn !== undefined) return absent(`not asked for: ${optIn}`);
  return last === undefined
    ? failed("its section is missing from the output")
    : absent("the script that ran did not look for it");
}

/** `ok` if there is at least one value; otherwise the reason why there is none. */
function resultOf(check: Check, section: Section | undefined, facts: Known): CheckResult {
  if (!section) return missing(check);
  if (section.timedOut) return { outcome: "failed", reason: `ran into its limit of ${check.seconds} s` };
  if (section.status === null) return { outcome: "failed", reason: "its output was cut off" };
  const gaps = Object.values(facts).filter((fact) => isGap(fact));
  if (gaps.length < Object.keys(facts).length || gaps[0] === undefined) return { outcome: "ok" };
  const worst =
    gaps.find(({ outcome }) => outcome === "failed") ??
    gaps.find(({ outcome }) => outcome === "denied") ??
    gaps[0];
  return { outcome: worst.outcome, reason: worst.reason };
}
