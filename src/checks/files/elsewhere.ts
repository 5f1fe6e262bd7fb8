import type { Section } from "../../model/snapshot.js";
import { linesOf } from "../sections.js";
import { parentsOf } from "./access.js";
import type { Who } from "./identity.js";
import { type Account, type Listing, readInside, readListing, seenBelow } from "./listing.js";

type Problem = (listing: Listing, path: string, account: Account) => string | undefined;

const MOUNTS = "as the server sees it, which runs with mounts of its own";

const SOMEBODY: Account = { name: "somebody", uid: -1, gids: [], home: undefined, isUnknown: true };

/**
 * Asks of a path in the root that the server's processes have: the login's own, or another one, as far as the login may look into
 * it. "" for no problem, undefined where it cannot be told.
 */
export function askerIn(section: Section) {
  const listing = readListing(section);
  const inside = readInside(section);
  const elsewhere = new Set(linesOf(section, "elsewhere"));
  return (path: string, account: Account = SOMEBODY, problemOf: Problem): string | undefined => {
    if (!elsewhere.has(path) && !elsewhere.has(listing.real(path))) return problemOf(listing, path, account);
    // Where a link leads there is not what it leads to here.
    if (!inside || [...parentsOf(path), path].some((at) => isLink(inside, at))) return undefined;
    const problem = problemOf(inside, path, account);
    return problem ? `${problem}, ${MOUNTS}` : problem;
  };
}

/** The same question, of a process that may have a root of its own; the path is the one outside of it. */
export const inRootOf =
  ({ root }: Who, problemOf: Problem): Problem =>
  (listing, path, account) =>
    problemOf(root === null ? listing : seenBelow(listing, root.replace(/(.)\/+$/, "$1")), path, account);

function isLink(listing: Listing, path: string): boolean {
  const entry = listing.entry(path);
  return typeof entry !== "string" && entry.type === "l";
}
