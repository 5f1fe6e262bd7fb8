import type { Section } from "../../model/snapshot.js";
import { linesOf, partOf } from "../sections.js";
import { type Account, type Listing, readListing } from "./listing.js";

/** Where a process starts that has a root of its own and no `home=`; or why it cannot, null where that is not known. */
export type InnerHome = { home: string } | { problem: string | null };

/**
 * The home directory of a user, as the file of accounts in that root tells it: mod_wsgi looks for it after it has changed the root,
 * and the process ends where it finds none. Users that the host itself knows from elsewhere than its file may be found
 * from there as well.
 */
export function innerHome(section: Section, root: string, user: Account): InnerHome {
  const file = `${root}/etc/passwd`;
  // The server has another file there, by mounts of its own.
  if (linesOf(section, "elsewhere").includes(file)) return { problem: null };
  const homes = homesIn(section, file);
  const home = homes?.get(user.uid);
  const listing = readListing(section);
  const told = `${file}, which tells where ${user.name} starts there,`;
  if (home === "") return { problem: `${told} names no directory for it` };
  if (home !== undefined) return isReadable(listing, file) ? { home } : { problem: null };
  if (!homesIn(section, "/etc/passwd")?.has(user.uid)) return { problem: null };
  if (homes !== undefined) return { problem: `${told} has no line for it` };
  return { problem: listing.entry(file) === "missing" ? `${told} does not exist` : null };
}

/** Why a directory cannot be the root of a process, which root makes it; "" where it can. */
export function rootProblem(section: Section, root: string): string | null {
  if (linesOf(section, "elsewhere").includes(root)) return null;
  const entry = readListing(section).entry(root);
  if (entry === "missing") return `${root}, the root of the process, does not exist`;
  return typeof entry !== "string" && entry.type === "-" ? `${root}, the root of the process, is a file` : "";
}

/**
 * Why Python does not start in a process that stays where the server is, which is nowhere in its root: from there it finds its way
 * only where Apache's PATH has a `python3` in there. "" where it has, null where that is not known.
 */
export function outsideProblem(section: Section, root: string): string | null {
  const search = linesOf(section, "homes-by-root")
    .find((line) => line.startsWith(PATH))
    ?.slice(PATH.length);
  const listing = readListing(section);
  const places = search?.split(":").filter((place) => place.startsWith("/")) ?? [];
  const entries = places.map((place) => listing.entry(`${root}${place}/python3`));
  if (entries.some((entry) => typeof entry !== "string")) return "";
  if (entries.length === 0 || entries.some((entry) => entry !== "missing")) return null;
  return `the process stays in a directory outside of that root, and no python3 of Apache's PATH (${search}) is in there: Python does not start`;
}

/** Before the PATH that is searched. */
const PATH = "PATH\t";

/** By number of the user; undefined where the file could not be read, or nobody looked. */
function homesIn(section: Section, file: string): ReadonlyMap<number, string> | undefined {
  if (partOf(section, "homes-by-root") === undefined) return undefined;
  const lines = linesOf(section, "homes-by-root");
  const from = lines.indexOf(file);
  const rest = from < 0 ? [] : lines.slice(from + 1);
  const end = rest.findIndex((line) => line.startsWith("/") || line === "read");
  if (rest[end] !== "read") return undefined;
  return new Map(
    rest.slice(0, end).map((line) => {
      const colon = line.indexOf(":");
      return [Number(line.slice(0, colon)), line.slice(colon + 1)];
    }),
  );
}

/** By whom the process is when it looks. */
function isReadable(listing: Listing, file: string): boolean {
  const entry = listing.entry(file);
  return typeof entry !== "string" && entry.type === "-" && entry.bits[6] === "r";
}
