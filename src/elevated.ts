import type { Check } from "./check.js";
import { discovered } from "./checks/discovery/index.js";
import { catalogueWith, evidenceOfApplications } from "./checks/index.js";
import type { Gap, Gaps, HostAudit, HostRecord, Section, UserFact } from "./model.js";

/** What `become: auto` is about: what the login is denied, and what root's sections say of it. Pure. */

const isDenied = (gaps: Gaps) =>
  Object.entries(gaps).flatMap(([id, { outcome }]) => (outcome === "denied" ? [id] : []));

/** Ids of the facts that the login was denied, of the host, its installations and their applications. */
export function deniedFacts({ gaps, installations }: HostAudit): string[] {
  const below = installations.flatMap((each) => [each.gaps, ...each.applications.map((app) => app.gaps)]);
  return [...new Set([gaps, ...below].flatMap(isDenied))];
}

/** The checks whose sections those facts come from. */
export function checksOf(denied: readonly string[], facts: readonly UserFact[]): string[] {
  const checkOf = new Map(catalogueWith(facts).map(({ id, check }) => [id, check]));
  const ids = denied.flatMap((id) => checkOf.get(id) ?? []);
  return [...new Set(ids.flatMap((id) => (id === "applications" ? evidenceOfApplications : [id])))];
}

/**
 * Those checks with all that has to run before them, as later sections use what earlier ones found, and with all
 * that looked where one of them said. Nothing that users have to opt in to.
 */
export function withNeeds(ids: readonly string[], checks: readonly Check[]): readonly Check[] {
  const first = checks.findIndex(({ id, decides }) => decides && ids.includes(id));
  const follows = ({ level }: Check, index: number) =>
    first >= 0 && index > first && level === "installation";
  const wanted = checks.filter(
    (check, index) => (ids.includes(check.id) || follows(check, index)) && !check.optIn,
  );
  const below = wanted.filter(({ level }) => level === "installation");
  const last = below.length > 0 ? checks.indexOf(below.at(-1) as Check) : -1;
  return checks.filter((check, index) => wanted.includes(check) || (check.keeps && index < last));
}

/** The sections of a host, as root saw them where that came to its end. */
export function sectionsOf({ transcript, elevated }: HostRecord): readonly Section[] {
  const login = transcript?.sections ?? [];
  if (!elevated) return login;
  const root = elevated.transcript.sections;
  const numbers = renumbering(installationsIn(root), installationsIn(login));
  const seen = new Map(
    root
      .filter(({ check, status, timedOut }) => check !== "discovery" && status !== null && !timedOut)
      .map((section) => [keyOf(section.check, numbers.get(section.installation)), section]),
  );
  return login.map((section) => {
    const better = seen.get(keyOf(section.check, section.installation));
    return better ? { ...better, installation: section.installation } : section;
  });
}

const keyOf = (check: string, installation: number | undefined) => `${check} ${installation}`;

/** What is audited, in the order in which the script numbers it: a server by its process, a program by its path. */
function installationsIn(sections: readonly Section[]): string[] {
  const section = sections.find(({ check }) => check === "discovery");
  return (section ? discovered(section) : [])
    .filter(({ kind }) => kind === "master" || kind === "path")
    .map(({ master, binary, arguments: words }) => master || JSON.stringify([binary, words]));
}

/** By root's number the login's: each counts what it sees itself. */
const renumbering = (root: readonly string[], login: readonly string[]): ReadonlyMap<number, number> =>
  new Map([[0, 0], ...root.map((each, index) => [index + 1, login.indexOf(each) + 1] as const)]);

/** Says of what stays denied why root did not help. */
export function withoutRoot(gaps: Gaps, { elevated }: HostRecord): Gaps {
  const { error } = elevated ?? {};
  if (!error) return gaps;
  const explained = ({ outcome, reason }: Gap): Gap =>
    outcome === "denied" ? { outcome, reason: `${reason}; as root: ${error.message}` } : { outcome, reason };
  return Object.fromEntries(Object.entries(gaps).map(([id, gap]) => [id, explained(gap)]));
}
