import type { FactInfo, Facts, FactValue } from "../../model/fact.js";
import { normalisedName } from "./names.js";

/** What the id of the version of one package begins with: `app.package.django`. They stand in no catalogue, as hosts have any. */
export const PACKAGE_PREFIX = "app.package.";

const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Of an application that has no such package. */
export const NOT_INSTALLED = "none";

/** Where nothing on the host tells it. */
const NO_VERSION = "unknown";

export const isPackageFact = (id: string): boolean => id.startsWith(PACKAGE_PREFIX);

/** What the catalogue would say of the version of a package; undefined for what is no such id. */
export function packageFact(id: string): FactInfo | undefined {
  const name = id.slice(PACKAGE_PREFIX.length);
  return isPackageFact(id) && NAME.test(name)
    ? {
        id,
        label: name,
        description: `Version of ${name} that it imports`,
        type: "string",
        level: "application",
        check: "applications",
        compared: true,
      }
    : undefined;
}

/** The id that was meant, by a name as people and files write it: `app.package.Zope.Interface`. */
export function packageIdOf(id: string): string | undefined {
  const meant = `${PACKAGE_PREFIX}${normalisedName(id.slice(PACKAGE_PREFIX.length))}`;
  return isPackageFact(id) && packageFact(meant) ? meant : undefined;
}

const readBefore = new WeakMap<object, ReadonlyMap<string, string>>();

function readList(list: readonly unknown[]): ReadonlyMap<string, string> {
  const known = readBefore.get(list);
  if (known) return known;
  const pairs = list.map((item) => {
    const [name = "", version = NO_VERSION] = String(item).split(" ");
    return [name, version] as const;
  });
  const read = new Map(pairs);
  readBefore.set(list, read);
  return read;
}

/** The packages of an application with their versions; undefined where they are not known. */
export function packagesIn(facts: Facts): ReadonlyMap<string, string> | undefined {
  const list = facts["app.distributions"] ?? null;
  return Array.isArray(list) ? readList(list as readonly unknown[]) : undefined;
}

/** A fact, or the version of one package: `NOT_INSTALLED` where there is none. Null where it is not known. */
export function factOrVersion(id: string, facts: Facts): FactValue | null {
  if (!isPackageFact(id)) return facts[id] ?? null;
  const all = packagesIn(facts);
  return all ? (all.get(id.slice(PACKAGE_PREFIX.length)) ?? NOT_INSTALLED) : null;
}
