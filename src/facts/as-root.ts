import type { Check } from "../checks/check.js";
import { type Discovered, discovered, unseen } from "../checks/discovery/index.js";
import { host } from "../checks/host/index.js";
import { applications, checks as builtIn, catalogueWith } from "../checks/index.js";
import { neededBy } from "../checks/needs.js";
import type { HostAudit } from "../model/audit.js";
import type { Gap, Gaps } from "../model/fact.js";
import type { HostRecord, Section, UserFact } from "../model/snapshot.js";

/** For `become: auto`: what the login is denied, and what root's sections say about it. Pure. */

const isDenied = (gaps: Gaps) =>
  Object.entries(gaps).flatMap(([id, { outcome }]) => (outcome === "denied" ? [id] : []));

/** Ids of the facts that the login was denied, of the host, its installations and their applications. */
export function deniedFacts({ gaps, installations }: HostAudit): string[] {
  const below = installations.flatMap((each) => [each.gaps, ...each.applications.map((app) => app.gaps)]);
  return [...new Set([gaps, ...below].flatMap(isDenied))];
}

/** Applications have no section of their own: theirs are the sections that they need. */
const evidence = applications.needs.filter(({ optIn }) => optIn === undefined).map(({ id }) => id);

/** The checks whose sections those facts come from. */
export function checksOf(
  denied: readonly string[],
  facts: readonly UserFact[],
  checks: readonly Check[] = builtIn,
): string[] {
  const checkOf = new Map(catalogueWith(facts, checks).map(({ id, check }) => [id, check]));
  const ids = denied.flatMap((id) => checkOf.get(id) ?? []);
  return [...new Set(ids.flatMap((id) => (id === applications.id ? evidence : [id])))];
}

/**
 * Those checks with all that they need, and with all that looked where one of them said. Nothing that users have to
 * opt in to; nor the host's own, which says who the login is and what it has: of root that would be another's.
 */
export function withNeeds(ids: readonly string[], checks: readonly Check[]): readonly Check[] {
  const asked = checks.filter(({ optIn }) => optIn === undefined);
  const deciding = asked.filter(({ id, decides }) => decides && ids.includes(id));
  const wanted = asked.filter(
    (check) => ids.includes(check.id) || deciding.some(({ id }) => neededBy(check).has(id)),
  );
  const needed = new Set(wanted.flatMap((check) => [check.id, ...neededBy(check)]));
  return asked.filter(({ id }) => needed.has(id) && (id !== host.id || ids.includes(id)));
}

/** The sections of a host, as root saw them where that came to its end. */
export function sectionsOf({ transcript, elevated }: HostRecord): readonly Section[] {
  const login = transcript?.sections ?? [];
  if (!elevated) return login;
  const root = elevated.transcript.sections;
  if (sawMore(root, login)) return ofRoot(root, login);
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

/** Whether only root was shown the processes of others: then the login does not know all the servers that run. */
const sawMore = (root: readonly Section[], login: readonly Section[]) =>
  unseen(discoveryOf(login)) !== undefined &&
  discoveryOf(root)?.status === 0 &&
  unseen(discoveryOf(root)) === undefined;

/** All that root saw; of the login what only it looked at, of a server by its program and arguments. */
function ofRoot(root: readonly Section[], login: readonly Section[]): readonly Section[] {
  const seen = new Set(root.map(({ check, installation }) => keyOf(check, installation)));
  const numbers = renumbering(programsIn(login), programsIn(root));
  const own = login.flatMap((section) => {
    const installation = numbers.get(section.installation) ?? 0;
    const isKnown = section.installation === 0 || installation > 0;
    return isKnown && !seen.has(keyOf(section.check, installation)) ? [{ ...section, installation }] : [];
  });
  return [...root, ...own];
}

const keyOf = (check: string, installation: number | undefined) => `${check} ${installation}`;

const discoveryOf = (sections: readonly Section[]) => sections.find(({ check }) => check === "discovery");

/** What is audited, in the order in which the script numbers it. */
function auditedIn(sections: readonly Section[]): Discovered[] {
  const section = discoveryOf(sections);
  return (section ? discovered(section) : []).filter(({ kind }) => kind === "master" || kind === "path");
}

const programOf = ({ binary, arguments: words }: Discovered) => JSON.stringify([binary, words]);
const programsIn = (sections: readonly Section[]) => auditedIn(sections).map(programOf);

/** A server by its process, a program by its path. */
const installationsIn = (sections: readonly Section[]) =>
  auditedIn(sections).map((each) => each.master || programOf(each));

/** Translates the numbers of one answer into those of the other: each counts what it sees itself. */
const renumbering = (one: readonly string[], other: readonly string[]): ReadonlyMap<number, number> =>
  new Map([[0, 0], ...one.map((each, index) => [index + 1, other.indexOf(each) + 1] as const)]);

/** Says of what stays denied why root did not help. */
export function withoutRoot(gaps: Gaps, { elevated }: HostRecord): Gaps {
  const { error } = elevated ?? {};
  if (!error) return gaps;
  const explained = ({ outcome, reason }: Gap): Gap =>
    outcome === "denied" ? { outcome, reason: `${reason}; as root: ${error.message}` } : { outcome, reason };
  return Object.fromEntries(Object.entries(gaps).map(([id, gap]) => [id, explained(gap)]));
}
