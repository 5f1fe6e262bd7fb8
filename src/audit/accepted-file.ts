import * as z from "zod";
import { suggestion } from "../base/suggestion.js";
import { matchesWildcards } from "../base/wildcards.js";
import { readText } from "../inventory/files.js";
import { InventoryDocument, type Path, type Problem } from "../inventory/own/document.js";
import { describeIssue } from "../inventory/own/schema.js";
import { expandRange, HostRangeError } from "../inventory/select/ranges.js";
import type { RuleInfo } from "../model/audit.js";
import { ruleCatalogue } from "../rules/index.js";
import type { Acceptance } from "./accept.js";

const text = z.string().min(1, "expected text, not nothing");

const schema = z.strictObject({
  accepted: z.array(
    z.strictObject({
      rule: text,
      hosts: z.array(text).min(1, "expected at least one host"),
      reason: text,
      until: z.iso.date("expected the last day, such as 2027-01-31"),
    }),
  ),
});

type Entry = z.infer<typeof schema>["accepted"][number];

/** What there is to name: an acceptance of anything else would never apply. */
export interface Acceptable {
  /** All hosts of the inventory; without them, names of hosts are taken as they are. */
  hosts?: Iterable<string>;
  /** All that there are, by default. */
  rules?: readonly Pick<RuleInfo, "id">[];
}

/** Reads a file of accepted findings. Rejects with an InventoryError, also if it cannot be read. */
export async function loadAccepted(file: string, among: Acceptable = {}): Promise<Acceptance[]> {
  return parseAccepted(await readText(file, "the accepted findings"), file, among);
}

/**
 * Reads the file of accepted findings; `file` only names it in complaints. Pure. Throws an InventoryError with the
 * place of each mistake: an acceptance that can never apply helps nobody.
 * @internal
 */
export function parseAccepted(content: string, file: string, among: Acceptable = {}): Acceptance[] {
  const document = new InventoryDocument(content, file);
  const result = schema.safeParse(document.toData(), { error: describeIssue });
  if (!result.success)
    throw document.errorFor(
      result.error.issues.map(({ path, message }) => ({ path, at: "value" as const, message })),
    );
  const problems: Problem[] = [];
  const known = among.hosts && new Set(among.hosts);
  const rules = (among.rules ?? ruleCatalogue).map(({ id }) => id);
  const acceptances = result.data.accepted.map((entry, index) => {
    checkRule(entry, rules, ["accepted", index, "rule"], problems);
    return acceptanceOf(entry, ["accepted", index, "hosts"], known, problems);
  });
  if (problems.length > 0) throw document.errorFor(problems);
  return acceptances;
}

function checkRule({ rule }: Entry, known: readonly string[], path: Path, problems: Problem[]): void {
  if (known.includes(rule)) return;
  const hint = suggestion(rule, known) || "; wsgi-audit explain lists them";
  problems.push({ path, at: "value", message: `there is no rule ${rule}${hint}` });
}

function acceptanceOf(
  { rule, hosts, reason, until }: Entry,
  path: Path,
  known: ReadonlySet<string> | undefined,
  problems: Problem[],
): Acceptance {
  const globs = hosts.filter(isGlob);
  const expanded = hosts.flatMap((name, index) => {
    const at = [...path, index];
    const names = isGlob(name) ? [] : rangeOf(name, at, problems);
    const wrong = known && whyNone(name, names, known);
    if (wrong !== undefined) problems.push({ path: at, at: "value", message: wrong });
    return names;
  });
  return { rule, hosts: new Set(expanded), globs, reason, until };
}

const isGlob = (name: string) => /[*?]/.test(name);

function rangeOf(name: string, path: Path, problems: Problem[]): string[] {
  try {
    return expandRange(name);
  } catch (error) {
    if (!(error instanceof HostRangeError)) throw error;
    problems.push({ path, at: "value", message: error.message });
    return [];
  }
}

/** As with patterns of the command line: each name has to be there, and a glob has to match one. */
function whyNone(pattern: string, names: readonly string[], known: ReadonlySet<string>): string | undefined {
  if (isGlob(pattern)) {
    const matches = [...known].some((name) => matchesWildcards(pattern, name));
    return matches ? undefined : `no host of the inventory matches "${pattern}"`;
  }
  const missing = names.find((name) => !known.has(name));
  return missing === undefined
    ? undefined
    : `no host "${missing}" in the inventory${suggestion(missing, known)}`;
}
