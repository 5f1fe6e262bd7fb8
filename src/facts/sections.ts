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
import { whyCutShort } from "../checks/sections.js";
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
  const printed = new Map([...before.sections, ...sections].map((section) => [section.check, section]));
  const all = new Map([...printed].map(([id, section]) => [id, withoutCut(section)]));
  const known: Record<string, Known[string]> = { ...before.known };
  const mine: Record<string, Known[string]> = {};
  const results: Record<string, CheckResult> = {};
  for (const check of checks) {
    const own = printed.get(check.id);
    const parsed = parseOne(check, own, all, known, budget);
    Object.assign(mine, parsed);
    Object.assign(known, parsed);
    results[check.id] = resultOf(check, all.get(check.id), parsed);
  }
  return { ...separate(mine), checks: results, known, sections: all };
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

function parseOne(
  check: Check,
  section: Section | undefined,
  sections: ReadonlyMap<string, Section>,
  known: Known,
  budget: Budget,
): Known {
  if (!section) return gapsFor(check.facts, missing(check));
  const cut = whyCut(check, section);
  if (cut && !check.first) return gapsFor(check.facts, cut);
  if (!cut && section.status === NO_TOOL)
    return gapsFor(check.facts, failed(textBeside(section) || "the host has no tool for it"));
  try {
    const printed = cut
      ? { ...section, parts: section.parts.filter(({ status }) => status !== null) }
      : section;
    const parsed = check.parse({ section: printed, other: (id) => sections.get(id), known, budget });
    return cut ? { ...gapsFor(check.facts, cut), ...firstOf(check, parsed) } : parsed;
  } catch (error) {
    if (error instanceof TooMuchError) throw error;
    if (cut) return gapsFor(check.facts, cut);
    const line = error instanceof ParseError ? `: ${error.line}` : "";
    return gapsFor(check.facts, failed(`${(error as Error).message}${line}`));
  }
}

/** Of a section that did not come to its end what rests on its first parts, as far as these are whole. */
const firstOf = ({ first = [] }: Check, parsed: Known): Known =>
  Object.fromEntries(
    first.flatMap((id) => {
      const fact = parsed[id];
      return fact === undefined || isGap(fact) ? [] : [[id, fact]];
    }),
  );

/** Why a section did not come to its end; undefined where it did. */
const whyCut = ({ seconds }: Check, section: Section): Gap | undefined =>
  section.timedOut ? failed(`ran into its limit of ${seconds} s`) : whyCutShort(section);

/**
 * Of a section that did not come to its end nobody can tell whether what is not in it would have been: whoever asks for a part
 * of it is told that there is none, and why.
 */
const withoutCut = (section: Section): Section =>
  whyCutShort(section) ? { ...section, parts: [] } : section;

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
  const cut = whyCut(check, section);
  if (cut) return cut;
  const gaps = Object.values(facts).filter((fact) => isGap(fact));
  if (gaps.length < Object.keys(facts).length || gaps[0] === undefined) return { outcome: "ok" };
  const worst =
    gaps.find(({ outcome }) => outcome === "failed") ??
    gaps.find(({ outcome }) => outcome === "denied") ??
    gaps[0];
  return { outcome: worst.outcome, reason: worst.reason };
}
