import { groupBy } from "../base/group-by.js";
import type { ApplicationAudit, Audit, Comparison, HostAudit, InstallationAudit } from "../model/audit.js";
import type { FactInfo } from "../model/fact.js";
import { Column, joinKeys, rowOf } from "./column.js";
import { peersOf } from "./compare.js";
import { spreads } from "./spread.js";

/** How a fact of one application is spread over the places of a group that have it. */
export interface ApplicationComparison extends Comparison {
  /** Its id. */
  application: string;
}

/** The host whose values stand for the majority's, where the user named one. */
export const goldenIn = ({ comparison }: Audit): string | undefined =>
  comparison.find((each) => each.golden !== undefined)?.golden;

/** One application in one place, and with whom it is compared. */
interface Place {
  group: string;
  host: HostAudit;
  installation: InstallationAudit;
  application: ApplicationAudit;
}

/** Every application of an audit, with the same ones by its id in its group. */
export function alikeIn(audit: Audit): Place[][] {
  const golden = goldenIn(audit);
  const places = audit.hosts.flatMap((host) => {
    const group = peersOf(host, audit.run.compareBy, golden);
    return host.installations.flatMap((installation) =>
      installation.applications.map((application): Place => ({ group, host, installation, application })),
    );
  });
  return [...groupBy(places, ({ group, application }) => JSON.stringify([group, application.id])).values()];
}

/**
 * Compares each application with the same one, by its id, on the other hosts of its group, by the rule that holds for
 * installations: the facts that differ there. One that stands in a single place is compared with nothing.
 */
export function compareApplications(audit: Audit): ApplicationComparison[] {
  const golden = goldenIn(audit);
  const facts = audit.catalogue.facts.filter(({ level, compared }) => level === "application" && compared);
  return alikeIn(audit).flatMap((same) => (same.length > 1 ? differing(same, facts, golden) : []));
}

function differing(
  places: readonly Place[],
  facts: readonly FactInfo[],
  golden: string | undefined,
): ApplicationComparison[] {
  const [first] = places;
  if (!first) return [];
  const columns = facts.map((fact) => new Column(fact));
  const rows = places.map(({ host, installation, application }) =>
    rowOf(host, installation.id, application.facts, columns, installation.facts),
  );
  joinKeys({ columns, rows });
  return spreads(first.group, { columns, rows }, golden)
    .filter(({ values }) => values.length > 1)
    .map((spread) => ({ ...spread, application: first.application.id }));
}
