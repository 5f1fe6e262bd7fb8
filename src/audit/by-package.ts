import { remembered } from "../base/memoize.js";
import { NOT_INSTALLED, PACKAGE_PREFIX, packageFact, packagesIn } from "../checks/packages/family.js";
import type { ApplicationAudit, Audit } from "../model/audit.js";
import type { FactInfo, Facts, Gaps } from "../model/fact.js";

/**
 * The same audit with the version of each package as a fact of the applications, in place of their other ones: the matrix of
 * packages is then one like any other. Of an application whose packages are not known, each is as unknown.
 */
export const byPackage = remembered((audit: Audit): Audit => {
  const names = [...new Set(audit.hosts.flatMap(namesIn))].sort();
  const infos = names.flatMap((name): FactInfo | [] => packageFact(`${PACKAGE_PREFIX}${name}`) ?? []);
  const factsOf = factsBy(infos);
  const hosts = audit.hosts.map((host) => ({
    ...host,
    installations: host.installations.map((installation) => ({
      ...installation,
      applications: installation.applications.map((each) => ({ id: each.id, ...factsOf(each) })),
    })),
  }));
  const others = audit.catalogue.facts.filter(({ level }) => level !== "application");
  return { ...audit, hosts, catalogue: { ...audit.catalogue, facts: [...others, ...infos] } };
});

const namesIn = ({ installations }: Audit["hosts"][number]): string[] =>
  installations.flatMap(({ applications }) =>
    applications.flatMap(({ facts }) => [...(packagesIn(facts)?.keys() ?? [])]),
  );

interface FactsAndGaps {
  facts: Facts;
  gaps: Gaps;
}

/** One record for all applications of one list: a fleet has few of them. */
function factsBy(infos: readonly FactInfo[]): (application: ApplicationAudit) => FactsAndGaps {
  const nameOf = ({ id }: FactInfo) => id.slice(PACKAGE_PREFIX.length);
  const known = new Map<string, FactsAndGaps>();
  return ({ facts, gaps }) => {
    const packages = packagesIn(facts);
    const gap = gaps["app.distributions"];
    const key = JSON.stringify(facts["app.distributions"] ?? gap ?? null);
    const before = known.get(key);
    if (before) return before;
    const made: FactsAndGaps = {
      facts: Object.fromEntries(
        infos.map((fact) => [fact.id, packages ? (packages.get(nameOf(fact)) ?? NOT_INSTALLED) : null]),
      ),
      gaps: packages || !gap ? {} : Object.fromEntries(infos.map(({ id }) => [id, gap])),
    };
    known.set(key, made);
    return made;
  };
}
