import { subjectOf } from "../../audit/finding-drift.js";
import type { Trend } from "../../audit/trend.js";
import { inLine, listDifference, showValue } from "../../facts/values.js";
import type { Audit, Difference, Finding, RuleInfo } from "../../model/audit.js";
import type { FactInfo, FactValue } from "../../model/fact.js";
import { forTerminal } from "../escape.js";
import { placeOf } from "./past.js";
import { Pool } from "./pool.js";

/** A fact that a finding rests on: its id, its value here, and the one that was expected, null where none was. */
type Basis = [fact: string, here: string, expected: string | null];

/** What a finding rests on. Thousands of findings share it. */
interface Grounds {
  facts: Basis[];
  /** Lines of evidence that are about no fact. */
  notes: string;
}

interface PageFinding {
  rule: string;
  severity: string;
  host: string;
  /** Which installation, where its host has several, and which application. */
  place: string;
  /** About an application, not about an installation as a whole. */
  application: boolean;
  /** Numbers in the lists that stand beside the findings. */
  message: number;
  grounds: number;
  remedy: number;
  /** Start of the run that had it first; missing where that is not known. */
  since?: string;
}

export interface PageFindings {
  findings: PageFinding[];
  messages: string[];
  grounds: Grounds[];
  remedies: string[];
  rules: Record<string, Pick<RuleInfo, "severity" | "title" | "why" | "reference">>;
}

/** A list of more items is shown by how it differs. */
const FEW_ITEMS = 3;

function pairOf({ fact, actual, expected }: Difference): Basis {
  const [here, there] = [actual, expected].map((value) => forTerminal(showValue(value))) as [string, string];
  const isLong = (value: FactValue): value is FactValue & readonly unknown[] =>
    Array.isArray(value) && value.length > FEW_ITEMS;
  if (!(isLong(actual) || isLong(expected)) || !Array.isArray(actual) || !Array.isArray(expected))
    return [fact, here, there];
  return [
    fact,
    forTerminal(listDifference(actual, expected)),
    isLong(expected) ? `${expected.length} items` : there,
  ];
}

/** The lines of evidence, those that name a fact and its value apart from the others. */
function groundsOf(finding: Finding, labels: ReadonlyMap<string, string>): Grounds {
  const { evidence, differs = [], expected, actual } = finding;
  const odd = new Map(differs.map((each) => [each.fact, pairOf(each)]));
  const notes: string[] = [];
  const facts: Basis[] = [];
  for (const line of evidence.split("\n")) {
    const [id = "", ...value] = line.split(" = ");
    if (value.length > 0 && labels.has(id))
      facts.push(odd.get(id) ?? [id, forTerminal(value.join(" = ")), null]);
    else if (!differs.some(({ fact }) => line.startsWith(`${labels.get(fact)} (${fact}): `)))
      notes.push(forTerminal(line));
  }
  const told = new Set(facts.map(([id]) => id));
  const others = [...odd.values()].filter(([id]) => !told.has(id));
  const wanted = expected === undefined ? undefined : forTerminal(inLine(expected));
  const [only, ...more] = facts;
  if (only && more.length === 0 && wanted !== undefined) only[2] ??= wanted;
  else if (wanted !== undefined)
    notes.push(`expected ${wanted}${actual === undefined ? "" : `, found ${forTerminal(inLine(actual))}`}`);
  return { facts: [...facts, ...others], notes: notes.join("\n") };
}

const labelsOf = (facts: readonly FactInfo[]) => new Map(facts.map(({ id, label }) => [id, label]));

/** Findings with each text once, and the rules that they are of. */
export function findingsOf({ catalogue, findings, hosts }: Audit, trend?: Trend): PageFindings {
  const labels = labelsOf(catalogue.facts);
  const several = new Set(
    hosts.filter(({ installations }) => installations.length > 1).map(({ name }) => name),
  );
  const [messages, grounds, remedies] = [new Pool<string>(), new Pool<Grounds>(), new Pool<string>()];
  const numbered = findings.map((finding): PageFinding => {
    const since = trend?.firstSeen.get(subjectOf(finding));
    return {
      rule: finding.rule,
      severity: finding.severity,
      host: forTerminal(finding.host),
      place: forTerminal(
        placeOf(several.has(finding.host) ? finding.installation : undefined, finding.application),
      ),
      application: finding.application !== undefined,
      message: messages.numberOf(forTerminal(finding.message)),
      grounds: grounds.numberOf(groundsOf(finding, labels)),
      remedy: remedies.numberOf(forTerminal(finding.remedy)),
      ...(since !== undefined && { since }),
    };
  });
  const found = new Set(findings.map(({ rule }) => rule));
  const rules = catalogue.rules
    .filter(({ id }) => found.has(id))
    .map(({ id, severity, title, why, reference }) => [
      id,
      { severity, title, why, ...(reference && { reference }) },
    ]);
  return {
    findings: numbered,
    messages: messages.all,
    grounds: grounds.all,
    remedies: remedies.all,
    rules: Object.fromEntries(rules),
  };
}
