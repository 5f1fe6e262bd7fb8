import type { Account, Entry, Listing } from "./listing.js";

/** What a user has to do with a file: read it, or enter a directory. @internal */
export type Need = "read" | "enter";

const POSITION: Readonly<Record<Need, number>> = { read: 0, enter: 2 };

/** Every directory above a path, outermost first. */
export function parentsOf(path: string): string[] {
  const names = path.split("/").filter(Boolean).slice(0, -1);
  return ["/", ...names.map((_, index) => `/${names.slice(0, index + 1).join("/")}`)];
}

/**
 * Whether the class of the mode that counts for a user allows it. Undefined where the class is not known, or an access control
 * list has another word: of anybody but the owner it may say more, or less.
 */
function allows({ bits, uid, gid, acl }: Entry, account: Account, need: Need): boolean | undefined {
  if (account.uid === 0) return true;
  const granted = (start: number) => /[rxst]/.test(bits[start + POSITION[need]] ?? "-");
  if (account.isUnknown) return !acl && [0, 3, 6].every(granted) ? true : undefined;
  if (uid === account.uid) return granted(0);
  if (acl) return undefined;
  const [group, others] = [granted(3), granted(6)];
  if (account.gids.includes(gid)) return group;
  const unsure = account.unsure === "any" || account.unsure?.includes(gid);
  return unsure && group !== others ? undefined : others;
}

const VERB: Readonly<Record<Need, string>> = { read: "read", enter: "enter" };

/** Why a user cannot have one path; "" where it can, undefined where the login could not see enough. */
function obstacle(listing: Listing, path: string, account: Account, need: Need): string | undefined {
  const entry = listing.entry(path);
  if (entry === "missing") return `${path} does not exist`;
  if (typeof entry === "string") return undefined;
  // What a link may do is decided where it leads.
  if (entry.type === "l") return "";
  const allowed = allows(entry, account, need);
  if (allowed === undefined) return undefined;
  const mode = `${entry.type}${entry.bits} ${entry.uid}:${entry.gid}`;
  return allowed ? "" : `${account.name} may not ${VERB[need]} ${path} (${mode})`;
}

/**
 * Whether a user can come to a path and read it, or enter it: the first thing in the way, "" for nothing, undefined
 * where it cannot be told.
 * @internal
 */
export function accessProblem(
  listing: Listing,
  path: string,
  account: Account,
  need: Need,
): string | undefined {
  const real = listing.real(path);
  const ways = [...new Set([...parentsOf(path), ...parentsOf(real)])];
  const checked = [
    ...ways.map((at) => obstacle(listing, at, account, "enter")),
    obstacle(listing, real, account, need),
  ];
  const found = checked.find((each) => each !== undefined && each !== "");
  return found ?? (checked.includes(undefined) ? undefined : "");
}

/** The same with what kind of thing it must be. */
export function fileProblem(listing: Listing, path: string, account: Account): string | undefined {
  const entry = listing.entry(listing.real(path));
  if (typeof entry !== "string" && entry.type !== "-") return `${path} is not a file`;
  return accessProblem(listing, path, account, "read");
}

/** What Apache itself does with a script that a daemon loads: it only has to find it. */
export function findingProblem(listing: Listing, path: string, account: Account): string | undefined {
  const real = listing.real(path);
  const above = parentsOf(real).at(-1) ?? "/";
  const entry = listing.entry(real);
  if (entry === "missing") return `${path} does not exist`;
  if (typeof entry !== "string" && entry.type !== "-") return `${path} is not a file`;
  const way = accessProblem(listing, above, account, "enter");
  return way || accessProblem(listing, parentsOf(path).at(-1) ?? "/", account, "enter");
}

export function directoryProblem(listing: Listing, path: string, account: Account): string | undefined {
  const entry = listing.entry(listing.real(path));
  if (typeof entry !== "string" && entry.type !== "d") return `${path} is not a directory`;
  return accessProblem(listing, path, account, "enter");
}

/** Anybody may put something else there: a directory without the sticky bit, or a file. */
export const isOpenToAll = (entry: Entry): boolean =>
  entry.bits[7] === "w" && (entry.type === "-" || (entry.type === "d" && !/[tT]/.test(entry.bits[8] ?? "")));
