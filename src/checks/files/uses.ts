import type { Section } from "../../model/snapshot.js";
import { type KnownOf, valueIn } from "../check.js";
import { type DaemonGroup, daemonsIn } from "../config/daemons.js";
import type { config } from "../config/index.js";
import type { library } from "../library/index.js";
import { linesOf } from "../sections.js";
import { directoryProblem } from "./access.js";
import { askerIn, inRootOf } from "./elsewhere.js";
import { readIdentity, type Who, whoIs } from "./identity.js";
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

/** A daemon of another user starts in its home directory unless told otherwise; that of a root of its own is not known here. */
function workingDirectory(
  daemon: DaemonGroup,
  user: string,
  account: Account | undefined,
): string | undefined {
  if (daemon.home || daemon.chroot !== null) return daemon.home ?? undefined;
  return daemon.user !== null && daemon.user !== user ? account?.home : undefined;
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
    const start = workingDirectory(daemon, user, accountOf(who.user));
    const inRoot = (path: string) => `${daemon.chroot ?? ""}${path}`;
    return [
      ...(daemon.python_home
        ? [{ what: "python home", path: inRoot(daemon.python_home), who } as const]
        : []),
      ...(start ? [{ what: "working directory", path: inRoot(start), who } as const] : []),
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
}

export function problemsOf(uses: readonly OwnUse[], section: Section): Problem[] {
  const ask = askerIn(section);
  const distinct = new Map(uses.map((use) => [JSON.stringify(use), use]));
  return [...distinct.values()].flatMap(({ what, path, who }) => {
    const problem = ask(path, readIdentity(section, who), inRootOf(who, directoryProblem));
    return problem === "" ? [] : [{ what, path, user: who.user, problem: problem ?? null }];
  });
}
