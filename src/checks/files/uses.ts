import type { Section } from "../../model/snapshot.js";
import { type KnownOf, valueIn } from "../check.js";
import { type DaemonGroup, daemonsIn } from "../config/daemons.js";
import type { config } from "../config/index.js";
import type { library } from "../library/index.js";
import { linesOf } from "../sections.js";
import { directoryProblem } from "./access.js";
import { askerIn, inRootOf } from "./elsewhere.js";
import { readIdentity, type Who, whoIs } from "./identity.js";
import { innerHome, outsideProblem, rootProblem } from "./inner-homes.js";
import type { Account } from "./listing.js";

type Known = KnownOf<readonly [typeof config, typeof library]>;

interface Use {
  what: "python home" | "working directory" | "socket directory";
  path: string;
  user: string;
}

/** A record of the fact `files.problems`. */
export interface Problem extends Use {
  /** Why the user cannot use it; null where the login could not see. */
  problem: string | null;
}

export const textIn = (known: Known, id: keyof Known) => {
  const value = valueIn(known, id);
  return typeof value === "string" ? value : "";
};

/** Where the daemons' sockets stand: where they are, else where the configuration puts them. */
function socketDirectories(section: Section, known: Known): readonly string[] {
  const live = linesOf(section, "sockets");
  const prefix = textIn(known, "wsgi.socket_prefix");
  if (live.length > 0 || prefix === "") return live;
  const absolute = prefix.startsWith("/") ? prefix : `${textIn(known, "apache.server_root")}/${prefix}`;
  return [absolute.slice(0, absolute.lastIndexOf("/")) || "/"];
}

/**
 * A daemon of another user starts in its home directory unless told otherwise: with a root of its own in that which is told in
 * there. The user is another one by its number, whatever its name.
 */
function startOf(
  daemon: DaemonGroup,
  section: Section,
  { apache, account, home }: { apache: Account | undefined; account: Account | undefined; home: string },
): Start | undefined {
  const inRoot = (path: string) => `${daemon.chroot ?? ""}${path}`;
  const root = daemon.chroot === null ? "" : rootProblem(section, daemon.chroot);
  if (daemon.chroot !== null && root !== "") return { path: daemon.chroot, told: root };
  if (daemon.home) return { path: inRoot(daemon.home) };
  if (daemon.user === null || account?.uid === apache?.uid) {
    // A Python that is told where its home is may find its way.
    if (daemon.chroot === null || daemon.python_home || home !== "") return undefined;
    const outside = outsideProblem(section, daemon.chroot);
    return outside === "" ? undefined : { path: daemon.chroot, told: outside };
  }
  if (account === undefined) return undefined;
  if (daemon.chroot === null) return account.home === undefined ? undefined : { path: account.home };
  const told = innerHome(section, daemon.chroot, account);
  return "home" in told ? { path: inRoot(told.home) } : { path: daemon.chroot, told: told.problem };
}

/** A directory; or the root in which there is none, and why. */
interface Start {
  path: string;
  told?: string | null;
}

export function usesOf(
  section: Section,
  known: Known,
  accountOf: (name: string) => Account | undefined,
): OwnUse[] {
  const user = textIn(known, "apache.user");
  const server = textIn(known, "python.home");
  const daemons = daemonsIn(known);
  const apache = whoIs(undefined, user, textIn(known, "apache.group"));
  const of = daemons.flatMap((daemon): OwnUse[] => {
    const who = whoIs(daemon, user, apache.group);
    const start = startOf(daemon, section, {
      apache: accountOf(user),
      account: accountOf(who.user),
      home: server,
    });
    const home = `${daemon.chroot ?? ""}${daemon.python_home}`;
    return [
      ...(daemon.python_home ? [{ what: "python home", path: home, who } as const] : []),
      ...(start ? [{ what: "working directory", ...start, who } as const] : []),
    ];
  });
  const sockets = daemons.length > 0 ? socketDirectories(section, known) : [];
  // Where all groups have a home of their own, that of the server is theirs.
  const own =
    server !== "" && (daemons.length === 0 || daemons.some(({ python_home }) => python_home === null));
  return [
    ...(own ? [{ what: "python home", path: server, who: apache } as const] : []),
    ...of,
    ...sockets.map((path) => ({ what: "socket directory", path, who: apache }) as const),
  ];
}

/** Who uses it, with the groups of that process. */
interface OwnUse extends Omit<Use, "user"> {
  who: Who;
  /** What is known of it already, null where nobody can know; undefined where its directories tell. */
  told?: string | null;
}

export function problemsOf(uses: readonly OwnUse[], section: Section): Problem[] {
  const ask = askerIn(section);
  const distinct = new Map(uses.map((use) => [JSON.stringify(use), use]));
  return [...distinct.values()].flatMap(({ what, path, who, told }) => {
    if (told !== undefined) return [{ what, path, user: who.user, problem: told }];
    const problem = ask(path, readIdentity(section, who), inRootOf(who, directoryProblem));
    return problem === "" ? [] : [{ what, path, user: who.user, problem: problem ?? null }];
  });
}
