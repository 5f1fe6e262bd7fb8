import type {
  Comparison,
  FactInfo,
  FactValue,
  HostAudit,
  InstallationAudit,
  InstallationClass,
} from "./model.js";

/** One row of the matrix: an installation with its host's facts beside its own. */
interface Row {
  host: HostAudit;
  installation: InstallationAudit;
  group: string;
}

/**
 * Compares installations with the others of their group: how each fact is spread, who differs from the majority,
 * and which installations are equal in everything that is compared. Linear in installations and facts.
 */
export function compareFleet(
  hosts: readonly HostAudit[],
  facts: readonly FactInfo[],
  compareBy: string,
): { comparison: Comparison[]; classes: InstallationClass[] } {
  const rows = hosts.flatMap((host) =>
    host.installations.map((installation) => ({ host, installation, group: groupOf(host, compareBy) })),
  );
  const compared = facts.filter((fact) => fact.compared && fact.level !== "application");
  const groups = groupBy(rows, ({ group }) => group);
  const comparison = [...groups].flatMap(([group, members]) =>
    compared.map((fact) => spread(fact, group, members)),
  );
  return {
    comparison,
    classes: [...groups].flatMap(([group, members]) => classesOf(group, members, compared)),
  };
}

function groupOf(host: HostAudit, compareBy: string): string {
  if (compareBy === "group") return host.groups[0] ?? "ungrouped";
  const value = host.facts[compareBy];
  return value === null || value === undefined ? "unknown" : String(value);
}

const valueOfRow = ({ host, installation }: Row, fact: FactInfo): FactValue | null =>
  (fact.level === "host" ? host.facts : installation.facts)[fact.id] ?? null;

/** Values rarest first; the majority is more than half of those that are known, so a tie has none. */
function spread(fact: FactInfo, group: string, rows: readonly Row[]): Comparison {
  const known = rows.flatMap((row) => {
    const value = valueOfRow(row, fact);
    return value === null ? [] : [{ row, value, key: JSON.stringify(value) }];
  });
  const byValue = [...groupBy(known, ({ key }) => key).values()].sort((a, b) => a.length - b.length);
  const largest = byValue.at(-1);
  const majority = largest?.[0] && largest.length * 2 > known.length ? largest[0] : undefined;
  return {
    fact: fact.id,
    group,
    values: byValue.flatMap((members) =>
      members[0]
        ? [{ value: members[0].value, count: members.length, hosts: members.map(({ row }) => row.host.name) }]
        : [],
    ),
    unknown: rows.length - known.length,
    majority: majority?.value ?? null,
    outliers: majority
      ? known
          .filter(({ key }) => key !== majority.key)
          .map(({ row, value }) => ({ host: row.host.name, installation: row.installation.id, value }))
      : [],
  };
}

/** Largest class first. Unknown is equal to unknown only: a class shows one value for all of its hosts. */
function classesOf(group: string, rows: readonly Row[], facts: readonly FactInfo[]): InstallationClass[] {
  const signature = (row: Row) => JSON.stringify(facts.map((fact) => valueOfRow(row, fact)));
  return [...groupBy(rows, signature).values()]
    .sort((a, b) => b.length - a.length)
    .flatMap((members) => {
      const [first] = members;
      if (!first) return [];
      return {
        group,
        count: members.length,
        hosts: members.map(({ host }) => host.name),
        members: members.map(memberOf),
        representative: memberOf(first),
      };
    });
}

const memberOf = ({ host, installation }: Row) => ({ host: host.name, installation: installation.id });

/** Map.groupBy, which Node 20 has not. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const members = groups.get(key);
    if (members) members.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
