import { groupBy } from "../../base/group-by.js";
import type { Audit } from "../../model/audit.js";
import { forTerminal } from "../escape.js";
import type { Names } from "../text/names.js";

/** What is neither wrong nor right: a heading, and a line for each thing with the places that it is true of. */
export interface PageDoubt {
  title: string;
  lines: { what: string; where: string }[];
}

interface Entry {
  what: string;
  where: string;
}

/** What could not be judged, and what somebody has accepted; sections without a line are left out. */
export function doubtsOf(audit: Audit, { placeOf: place, hostOf, list }: Names): PageDoubt[] {
  const { unknown, accepted, unused = [] } = audit;
  const section = sectionOf(list);
  const verdict = (each: Audit["unknown"][number]) => ({
    what: `${each.rule}: ${each.reason}`,
    where: place(each),
  });
  const acceptance = ({ rule, until, reason }: { rule: string; until: string; reason: string }) =>
    `${rule} until ${until}: ${reason}`;
  return [
    section(
      "The inventory of this run has mistakes, by which nothing can be judged",
      unknown.filter(({ mistake }) => mistake).map(verdict),
    ),
    section(
      "Could not be judged, which is not a pass",
      unknown.filter(({ mistake }) => !mistake).map(verdict),
    ),
    section(
      "Accepted",
      accepted.map((each) => ({ what: acceptance(each), where: place(each) })),
    ),
    section(
      "Accepted, and not found any more",
      unused.flatMap((each) => each.hosts.map((host) => ({ what: acceptance(each), where: hostOf(host) }))),
    ),
  ].filter(({ lines }) => lines.length > 0);
}

const sectionOf =
  (list: Names["list"]) =>
  (title: string, entries: readonly Entry[]): PageDoubt => {
    const alike = groupBy(entries, ({ what }) => what);
    return {
      title,
      lines: [...alike].map(([what, same]) => ({
        what: forTerminal(what),
        where: list(same.map(({ where }) => where)),
      })),
    };
  };
