import { groupBy } from "../../base/group-by.js";
import type { Audit, HostAudit } from "../../model/audit.js";
import { peersOf } from "../compare.js";
import { goldenIn } from "../compare-applications.js";

/** One application on all hosts of a group that have it. */
export interface Everywhere {
  group: string;
  /** Its id. */
  id: string;
  /** Of the audit these hosts, of each the installations that serve it, and of these no other application. */
  audit: Audit;
}

interface Place {
  group: string;
  id: string;
  host: HostAudit;
  installation: HostAudit["installations"][number];
}

function placesIn(audit: Audit): Place[] {
  const golden = goldenIn(audit);
  return audit.hosts.flatMap((host) => {
    const group = peersOf(host, audit.run.compareBy, golden);
    return host.installations.flatMap((installation) =>
      installation.applications.map((application) => ({
        group,
        id: application.id,
        host,
        installation: { ...installation, applications: [application] },
      })),
    );
  });
}

/** Every application of an audit. Those of one id are one within a group, as where they are compared; in two groups they are two. */
export function byApplication(audit: Audit): Everywhere[] {
  const alike = groupBy(placesIn(audit), ({ group, id }) => JSON.stringify([group, id]));
  return [...alike.values()].flatMap((places) => {
    const [first] = places;
    const hosts = [...groupBy(places, ({ host }) => host)].map(([host, those]) => ({
      ...host,
      installations: those.map(({ installation }) => installation),
    }));
    return first ? [{ group: first.group, id: first.id, audit: { ...audit, hosts } }] : [];
  });
}
