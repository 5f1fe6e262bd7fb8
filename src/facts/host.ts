import { checkOptions, type Kinds, listOf, object } from "../base/arguments.js";
import { type Budget, budgetOfHost, TooMuchError } from "../base/budget.js";
import { type Check, gapsFor, type Known, separate } from "../checks/check.js";
import { applications, checks as builtIn, userCheck } from "../checks/index.js";
import { assertChecks } from "../checks/list.js";
import type { ApplicationAudit, CheckResult, HostAudit, InstallationAudit } from "../model/audit.js";
import type { HostStatus } from "../model/fact.js";
import type { Elevated, HostRecord, Section, UserFact } from "../model/snapshot.js";
import { sectionsOf, withoutRoot } from "./as-root.js";
import { type ParsedSections, parseApplications, parseSections } from "./sections.js";

/** What a host's sections are read with. */
export interface Reading {
  /** The inventory's own facts. */
  facts?: readonly UserFact[];
  /** All that there are, by default. */
  checks?: readonly Check[];
}

const READING: Kinds<Reading> = { facts: listOf(object), checks: listOf(object) };

/** No host may claim more installations than this: each costs as much as a host. */
const MOST_INSTALLATIONS = 200;
/** One of them by itself, however little it says. */
const INSTALLATION_UNITS = 1000;

const SEVERITY = { ok: 0, absent: 1, denied: 2, failed: 3 } as const;

/**
 * What one host's record of the snapshot says, as facts. Pure. A host whose answer would take too long to judge has
 * none, and is failed: the others are judged as ever. Throws a TypeError for checks that are none.
 */
export function parseHost(record: HostRecord, reading: Reading = {}): HostAudit {
  checkOptions("parseHost", reading, READING);
  const { facts = [], checks = builtIn } = reading;
  assertChecks(checks);
  const common = commonOf(record);
  const sections = sectionsOf(record);
  if (sections.length === 0) return { ...common, ...NOTHING, status: record.status };
  try {
    return { ...common, ...parseAnswer(record, sections, { facts, checks }) };
  } catch (error) {
    if (!(error instanceof TooMuchError)) throw error;
    const reason = { stage: "judge", code: "too-much-to-judge", message: error.message };
    return { ...common, ...NOTHING, status: "failed", error: { ...reason, hint: TOO_MUCH_HINT } };
  }
}

const NOTHING = { facts: {}, gaps: {}, checks: {}, installations: [] };

const TOO_MUCH_HINT =
  "no server that anybody runs is known to be that large: see what it answers (wsgi-audit bundle)";

const commonOf = (record: HostRecord) => ({
  name: record.host.name,
  address: record.host.address,
  groups: record.host.groups,
  durationMs: record.durationMs,
  ...(record.error && { error: record.error }),
  ...(record.connection && { connection: record.connection }),
  ...(record.elevated && { elevated: elevatedOf(record.elevated) }),
});

function parseAnswer(record: HostRecord, sections: readonly Section[], { facts, checks }: Required<Reading>) {
  const budget = budgetOfHost();
  const own = userCheck(facts);
  const before = { sections: [], known: {} };
  const of = (level: Check["level"]) => checks.filter((check) => check.level === level);
  const ofHost = own ? [...of("host"), own] : of("host");
  const host = parseSections(ofHost, sections.filter(ofInstallation(0)), before, budget);
  const numbers = numbersIn(sections);
  const audited = numbers.slice(0, MOST_INSTALLATIONS);
  const installations = installationsOf(sections, audited, host, { checks: of("installation"), budget });
  const results = worst([
    host.checks,
    ...installations.map((each) => each.checks),
    ...(numbers.length > MOST_INSTALLATIONS ? [{ discovery: TOO_MANY }] : []),
  ]);
  return {
    status: statusOf(record, results),
    facts: host.facts,
    gaps: withoutRoot(host.gaps, record),
    checks: results,
    installations: installations.map((each) => ({
      ...each,
      gaps: withoutRoot(each.gaps, record),
      applications: each.applications.map((app) => ({ ...app, gaps: withoutRoot(app.gaps, record) })),
    })),
  };
}

const TOO_MANY: CheckResult = {
  outcome: "failed",
  reason: `more than ${MOST_INSTALLATIONS} installations: the others are not audited`,
};

const elevatedOf = ({ checks: asked, error }: Elevated): NonNullable<HostAudit["elevated"]> => ({
  checks: asked,
  ...(error && { error }),
});

const ofInstallation = (number: number) => (section: Section) => section.installation === number;

/** A section that failed or was cut off makes an ok host partial; nothing ever makes it better. */
function statusOf(record: HostRecord, results: Record<string, CheckResult>): HostStatus {
  const failed = Object.values(results).some(({ outcome }) => outcome === "failed");
  const whole = record.transcript?.complete === true && !failed;
  return record.status === "ok" && !whole ? "partial" : record.status;
}

const numbersIn = (sections: readonly Section[]): number[] =>
  [...new Set(sections.map(({ installation }) => installation))].filter((number) => number > 0);

function installationsOf(
  sections: readonly Section[],
  numbers: readonly number[],
  host: ParsedSections,
  { checks, budget }: { checks: readonly Check[]; budget: Budget },
): InstallationAudit[] {
  const before = { sections: sections.filter(ofInstallation(0)), known: host.known };
  const parsed = numbers.map((number) => {
    budget.spend(INSTALLATION_UNITS, `${numbers.length} installations`);
    const own = parseSections(checks, sections.filter(ofInstallation(number)), before, budget);
    return { id: idOf(own.known, number), own, ...applicationsOf(own, budget) };
  });
  // The order of process ids is chance.
  parsed.sort((a, b) => rank(a.own) - rank(b.own) || (a.id < b.id ? -1 : 1));
  return distinct(parsed).map(({ id, own: { facts, gaps, checks: results }, found, outcome, summary }) => ({
    id,
    facts: { ...facts, ...summary.facts },
    gaps: { ...gaps, ...summary.gaps },
    checks: { ...results, [applications.id]: outcome },
    applications: found,
  }));
}

/** The applications of an installation, or why they are not known. */
function applicationsOf(
  own: ParsedSections,
  budget: Budget,
): {
  found: ApplicationAudit[];
  outcome: CheckResult;
  summary: ReturnType<typeof separate>;
} {
  const { summary } = applications;
  const rows = parseApplications(applications, own, budget);
  if (!Array.isArray(rows))
    return { found: [], outcome: rows, summary: separate(gapsFor(summary.facts, rows)) };
  return {
    found: rows.map(({ id, facts }) => ({ id, ...separate(facts) })),
    outcome: { outcome: "ok" },
    summary: separate(summary.of(rows)),
  };
}

const rank = (own: ParsedSections) => (own.facts["apache.running"] === true ? 0 : 1);

const idOf = (known: Known, number: number) => {
  const text = (id: string) => (typeof known[id] === "string" ? known[id] : undefined);
  return [text("apache.binary") ?? `#${number}`, text("apache.config_file")].filter(Boolean).join(":");
};

/** A program that runs with its default file named by -f was found twice; two that run are two. */
function distinct<T extends { id: string; own: ParsedSections }>(parsed: readonly T[]): T[] {
  const seen = new Map<string, number>();
  const kept: T[] = [];
  for (const each of parsed) {
    const count = seen.get(each.id) ?? 0;
    seen.set(each.id, count + 1);
    if (count === 0) kept.push(each);
    else if (each.own.facts["apache.running"] === true) kept.push({ ...each, id: `${each.id}#${count + 1}` });
  }
  return kept;
}

function worst(results: readonly Record<string, CheckResult>[]): Record<string, CheckResult> {
  const merged: Record<string, CheckResult> = {};
  for (const result of results) {
    for (const [id, each] of Object.entries(result)) {
      const before = merged[id];
      if (!before || SEVERITY[each.outcome] > SEVERITY[before.outcome]) merged[id] = each;
    }
  }
  return merged;
}
