import type { Section } from "../../model/snapshot.js";
import { type KnownOf, valueIn } from "../check.js";
import { type DaemonGroup, daemonsIn } from "../config/daemons.js";
import type { config } from "../config/index.js";
import { directoryProblem } from "../files/access.js";
import { askerIn } from "../files/elsewhere.js";
import { readIdentity, type Who, whoIs } from "../files/identity.js";
import { partOf } from "../sections.js";

type Known = KnownOf<readonly [typeof config]>;

/** What keeps a process from a directory: "" for nothing, undefined where it cannot be told. */
type Obstacle = string | undefined;

/** As whom the processes run that have this home, and in which root. */
function usersOf(home: string, known: Known): { who: Who; root: string }[] {
  const user = valueIn(known, "apache.user");
  if (typeof user !== "string") return [];
  const group = valueIn(known, "apache.group") ?? "";
  const as = (daemon: DaemonGroup | undefined) => ({
    who: whoIs(daemon, user, group),
    root: daemon?.chroot ?? "",
  });
  const daemons = daemonsIn(known).filter(({ python_home }) => python_home === home);
  return daemons.length > 0 ? daemons.map(as) : [as(undefined)];
}

/**
 * Tells of a home, and of a directory that it leads to, what keeps its processes from it, by the section of the files. Nothing is
 * said where nobody looked; of another root that a group is in, nothing is known.
 */
export function reachOf(
  section: Section | undefined,
  known: Known,
): (home: string, directory: string) => Obstacle {
  if (!section || !partOf(section, "led-to")) return () => "";
  const ask = askerIn(section);
  return (home, directory) => {
    const problems = usersOf(home, known).map(
      ({ who, root }): Obstacle =>
        root === "" ? ask(directory, readIdentity(section, who), directoryProblem) : undefined,
    );
    return problems.find((problem) => problem) ?? (problems.includes(undefined) ? undefined : "");
  };
}
