import { UsageError } from "../base/errors.js";
import { matcherOf } from "../base/pattern.js";
import { inPythonRange } from "../base/python-version.js";
import { suggestion } from "../base/suggestion.js";
import { inRange } from "../base/version-range.js";
import {
  factOrVersion,
  isPackageFact,
  NOT_INSTALLED,
  packageFact,
  packageIdOf,
} from "../checks/packages/family.js";
import type { Audit } from "../model/audit.js";
import type { FactInfo, FactValue } from "../model/fact.js";

/** What part of an audit a report shows. The counts and the exit code are always those of the whole. */
export interface ViewOptions {
  /** Ids of facts, `*` for any rest: `python.*`. */
  columns?: readonly string[];
  /** Conditions that an installation must fulfil, all of them. */
  where?: readonly string[];
  /** Ids of facts whose lists are shown whole. */
  expand?: readonly string[];
}

interface Condition {
  fact: FactInfo;
  holds(value: FactValue | null): boolean;
}

const CONDITION = /^\s*(app\.package\.[A-Za-z0-9._-]+|[a-z][a-z0-9_.]*)\s*(==|!=|>=|<=|=|<|>|~)\s*(.*?)\s*$/;

const textOf = (value: FactValue) => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** A value in quotes is that text; without, what stands there. */
const unquoted = (text: string) => text.replace(/^(["'])(.*)\1$/s, "$2");

/** What a fact of yes and no is asked for, in the words of the reports or of JSON. */
const TRUTH: Readonly<Record<string, string>> = { yes: "true", no: "false", true: "true", false: "false" };

/** What a value of the fact is compared with. Throws a UsageError for what it can never be. */
function wantedOf({ id, type }: FactInfo, text: string): string {
  if (type === "boolean") {
    const truth = Object.hasOwn(TRUTH, text) ? TRUTH[text] : undefined;
    if (truth === undefined) throw new UsageError(`--where: ${id} is yes or no, never ${text || "nothing"}`);
    return truth;
  }
  if (type === "number" && !Number.isFinite(text === "" ? Number.NaN : Number(text)))
    throw new UsageError(`--where: ${id} is a number, never ${text || "nothing"}`);
  return text;
}

/** Versions of packages are ordered as Python does; what is not installed is neither older nor newer, nor another version. */
function packageTest(operator: string, wanted: string): Condition["holds"] {
  if (wanted === NOT_INSTALLED || operator === "~") return test(operator, wanted);
  const range = `${operator === "==" ? "=" : operator}${wanted}`;
  checkRange(range, inPythonRange);
  return (value) => value !== null && value !== NOT_INSTALLED && inPythonRange(String(value), range);
}

function test(operator: string, wanted: string): Condition["holds"] {
  if (operator === "~") {
    const matches = compile(wanted);
    return (value) => value !== null && matches(textOf(value));
  }
  if (operator === "=" || operator === "==") return (value) => value !== null && textOf(value) === wanted;
  // What is not known is neither equal nor different.
  if (operator === "!=") return (value) => value !== null && textOf(value) !== wanted;
  const range = `${operator}${wanted}`;
  checkRange(range);
  return (value) => value !== null && inRange(textOf(value), range);
}

function compile(pattern: string): (text: string) => boolean {
  try {
    return matcherOf(pattern);
  } catch (error) {
    throw new UsageError(`--where: ${(error as Error).message}`);
  }
}

function checkRange(range: string, read = inRange): void {
  try {
    read("1", range);
  } catch (error) {
    throw new UsageError(`--where: ${(error as Error).message}`);
  }
}

/** Reads `python.library.version != "3.11"`. Throws a UsageError for what it is not, and for an unknown fact. */
function conditionOf(text: string, facts: readonly FactInfo[]): Condition {
  const match = CONDITION.exec(text);
  if (!match)
    throw new UsageError(
      `--where: expected FACT OPERATOR VALUE, such as 'python.library.version != "3.11"': ${text}`,
    );
  const [, id = "", operator = "", wanted = ""] = match;
  const fact = facts.find((each) => each.id === id) ?? packageFact(id);
  if (!fact) {
    const meant = packageIdOf(id);
    const known = facts.map((each) => each.id);
    const hint = meant ? `; did you mean ${meant}?` : suggestion(id, known);
    throw new UsageError(`--where: there is no fact ${id}${hint}`);
  }
  const value = unquoted(wanted);
  if (isPackageFact(id)) return { fact, holds: packageTest(operator, value) };
  return { fact, holds: test(operator, /^[=!]/.test(operator) ? wantedOf(fact, value) : value) };
}

function chosenFacts(
  facts: readonly FactInfo[],
  columns: readonly string[],
  option = "--columns",
): FactInfo[] {
  const matches = (pattern: string, id: string) =>
    pattern.endsWith("*") ? id.startsWith(pattern.slice(0, -1)) : id === pattern;
  for (const pattern of columns) {
    if (facts.some(({ id }) => matches(pattern, id))) continue;
    throw new UsageError(
      `${option}: there is no fact ${pattern}${suggestion(
        pattern,
        facts.map(({ id }) => id),
      )}`,
    );
  }
  return facts.filter(({ id }) => columns.some((pattern) => matches(pattern, id)));
}

const keyOf = (...place: readonly string[]) => JSON.stringify(place);

/**
 * What fulfils every condition, as keys: installations, and of these the applications. Conditions on facts of applications
 * have to hold for one and the same.
 */
function fulfilling(audit: Audit, conditions: readonly Condition[]): Fulfilling {
  const ofApplications = conditions.filter(({ fact }) => fact.level === "application");
  const ofPlaces = conditions.filter(({ fact }) => fact.level !== "application");
  const found: Fulfilling = {
    installations: new Set(),
    applications: ofApplications.length > 0 ? new Set() : undefined,
  };
  for (const { name, facts, installations } of audit.hosts)
    for (const { id, facts: own, applications } of installations) {
      if (
        !ofPlaces.every(({ fact, holds }) =>
          holds(factOrVersion(fact.id, fact.level === "host" ? facts : own)),
        )
      )
        continue;
      const those = applications.filter((each) =>
        ofApplications.every(({ fact, holds }) => holds(factOrVersion(fact.id, each.facts))),
      );
      if (found.applications && those.length === 0) continue;
      found.installations.add(keyOf(name, id));
      for (const each of those) found.applications?.add(keyOf(name, id, each.id));
    }
  return found;
}

interface Fulfilling {
  installations: Set<string>;
  /** Undefined where nothing was asked of applications. */
  applications: Set<string> | undefined;
}

interface Placed {
  host: string;
  installation?: string;
  application?: string;
}

function filtered(audit: Audit, { installations: shown, applications }: Fulfilling): Audit {
  const isShown = ({ host, installation, application }: Placed) => {
    if (installation === undefined) return hosts.has(host);
    if (application !== undefined && applications)
      return applications.has(keyOf(host, installation, application));
    return shown.has(keyOf(host, installation));
  };
  const hosts = new Set(
    audit.hosts
      .filter(({ name, installations }) => installations.some(({ id }) => shown.has(keyOf(name, id))))
      .map(({ name }) => name),
  );
  const classes = audit.classes.flatMap((each) => {
    const members = each.members.filter(isShown);
    const [representative] = members;
    if (!representative) return [];
    return [
      { ...each, members, representative, count: members.length, hosts: members.map(({ host }) => host) },
    ];
  });
  return {
    ...audit,
    hosts: audit.hosts
      .filter(({ name }) => hosts.has(name))
      .map((host) => ({
        ...host,
        installations: host.installations
          .filter(({ id }) => shown.has(keyOf(host.name, id)))
          .map((each) => ({
            ...each,
            applications: each.applications.filter(
              ({ id }) => applications?.has(keyOf(host.name, each.id, id)) ?? true,
            ),
          })),
      })),
    classes,
    findings: audit.findings.filter(isShown),
    accepted: audit.accepted.filter(isShown),
    unknown: audit.unknown.filter(isShown),
  };
}

/**
 * Complains about a view before there is anything to see: a run would ask every host first. Throws a UsageError as
 * `viewOf` does.
 */
export function checkView(
  facts: readonly FactInfo[],
  { columns = [], where = [], expand = [] }: ViewOptions,
): void {
  for (const text of where) conditionOf(text, facts);
  chosenFacts(facts, columns);
  chosenFacts(facts, expand, "--expand");
}

/**
 * The part of an audit that was asked for. Throws a UsageError for an unknown fact or a condition that cannot be
 * read.
 */
export function viewOf(audit: Audit, { columns = [], where = [], expand = [] }: ViewOptions): Audit {
  chosenFacts(audit.catalogue.facts, expand, "--expand");
  const conditions = where.map((text) => conditionOf(text, audit.catalogue.facts));
  const rows = conditions.length > 0 ? filtered(audit, fulfilling(audit, conditions)) : audit;
  if (columns.length === 0) return rows;
  const facts = chosenFacts(audit.catalogue.facts, columns);
  const ids = new Set(facts.map(({ id }) => id));
  return {
    ...rows,
    catalogue: { ...rows.catalogue, facts },
    comparison: rows.comparison.filter(({ fact }) => ids.has(fact)),
  };
}
