import { groupBy } from "../../base/group-by.js";
import type { Audit } from "../../model/audit.js";
import { alikeIn } from "../compare-applications.js";

/** One application on all hosts of a group that have it. */
export interface Everywhere {
  group: string;
  /** Its id. */
  id: string;
  /** Of the audit these hosts, of each the installations that serve it, and of these no other application. */
  audit: Audit;
}

/** Every application of an audit. Those of one id are one within a group, as where they are compared; in two groups they are two. */
export function byApplication(audit: Audit): Everywhere[] {
  return alikeIn(audit).flatMap((places) => {
    const [first] = places;
    const hosts = [...groupBy(places, ({ host }) => host)].map(([host, those]) => ({
      ...host,
      installations: those.map(({ installation, application }) => ({
        ...installation,
        applications: [application],
      })),
    }));
    return first ? [{ group: first.group, id: first.application.id, audit: { ...audit, hosts } }] : [];
  });
}
