import type { Section } from "../../model/snapshot.js";
import type { DaemonGroup } from "../config/daemons.js";
import { linesOf, textOf } from "../sections.js";
import { type Account, readAccount } from "./listing.js";

/** As whom a process runs, by names of the configuration. */
export interface Who {
  user: string;
  /** "" for the user's own. */
  group: string;
  /** Names with commas between, which stand in place of the user's groups; null where these count. */
  supplementary: string | null;
  /** Directory that is the root of the process; null for the server's own. */
  root: string | null;
}

/** As whom a daemon group runs: what it does not say is the server's. */
export const whoIs = (daemon: DaemonGroup | undefined, user: string, group: string): Who => ({
  user: daemon?.user ?? user,
  group: daemon?.group ?? group,
  supplementary: daemon?.supplementary_groups ?? null,
  root: daemon?.chroot ?? null,
});

/** The number of a group: `#NUMBER` as the configuration writes it, its entry, or what `id` says of the user. */
function groupNumber(section: Section, name: string, user: string): number | undefined {
  const entry = linesOf(section, "groups")
    .find((line) => line.startsWith(`${name}:`))
    ?.slice(name.length + 1);
  const text = name.startsWith("#") ? name.slice(1) : (entry ?? ofUser(section, name, user));
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** `33(www-data)` */
function ofUser(section: Section, name: string, user: string): string | undefined {
  const told = [...textOf(section, `account ${user}`).matchAll(/(\d+)\(([^)]*)\)/g)].slice(1);
  return told.find(([, , group]) => group === name)?.[1];
}

/** The numbers that a process has; undefined where one of the names leads to none. */
export function readIdentity(
  section: Section,
  { user, group, supplementary, root }: Who,
): Account | undefined {
  const account = readAccount(section, user);
  if (!account) return undefined;
  const names = [group, ...(supplementary?.split(",") ?? [])].map((name) => name.trim()).filter(Boolean);
  const gids = names.map((name) => groupNumber(section, name, user));
  const known = gids.filter((gid) => gid !== undefined);
  if (known.length < gids.length) return undefined;
  if (supplementary !== null) return { ...account, gids: known };
  const [primary = -1, ...others] = account.gids;
  const [first = primary] = known;
  // The groups of a user are looked up when the process is in its root already.
  if (root !== null) return { ...account, gids: [first], unsure: "any" };
  if (first === primary) return account;
  // The group of the password entry counts only where it lists the user besides, which `id` does not tell.
  return { ...account, gids: [first, ...others.filter((gid) => gid !== primary)], unsure: [primary] };
}
