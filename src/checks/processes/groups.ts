import type { DaemonGroup } from "../config/daemons.js";
import type { ServerProcess } from "./evidence.js";

/** A record of the fact `processes.groups`. */
export interface LiveGroup {
  /** Names joined by ` + ` where the processes' titles, which are cut, do not tell them apart. */
  name: string;
  processes: number;
  /** The fewest OS threads of one of its processes; null where one of them does not tell. */
  threads: number | null;
}

/** Between the names of groups that were counted together. @internal */
export const TOGETHER = " + ";

const titleOf = ({ display_name, name }: DaemonGroup): string =>
  (display_name ?? "").replaceAll("%{GROUP}", `(wsgi:${name})`);

/** Of a cut title, where nothing tells how long the name was in whose place it stands: that of /usr/sbin/httpd. */
const SHORTEST_ROOM = 15;

/** A title is cut to the length of what stood there before; behind a blank it may be arguments, and is not told. */
function isTitleOf(title: string, shown: string, room: number | undefined): boolean {
  if (shown === title) return true;
  if (room === undefined) return shown.length >= SHORTEST_ROOM && title.startsWith(shown);
  const cut = title.slice(0, room).trimEnd();
  return shown === cut || shown === cut.split(" ")[0];
}

const smallest = (numbers: readonly number[]) => numbers.reduce((one, other) => Math.min(one, other));

/**
 * The daemon groups that have a title, with the children that show it. `room` is how long a title may be, undefined where
 * that was not told.
 */
export function liveGroups(
  children: readonly ServerProcess[],
  daemons: readonly DaemonGroup[],
  room: number | undefined,
): LiveGroup[] {
  const titled = daemons
    .map((daemon) => ({ name: daemon.name, title: titleOf(daemon) }))
    .filter(({ title }) => title !== "");
  const shown = [...new Set(children.map(({ title }) => title))].filter((title) => title !== "");
  let sets = titled.map(({ name, title }) => ({
    names: [name],
    titles: shown.filter((each) => isTitleOf(title, each, room)),
  }));
  for (const title of shown) {
    const [first, ...others] = sets.filter(({ titles }) => titles.includes(title));
    if (!first || others.length === 0) continue;
    first.names.push(...others.flatMap(({ names }) => names));
    first.titles = [...new Set([first, ...others].flatMap(({ titles }) => titles))];
    sets = sets.filter((each) => !others.includes(each));
  }
  return sets.map(({ names, titles }) => {
    const own = children.filter((child) => titles.includes(child.title));
    const threads = own.flatMap((child) => child.threads ?? []);
    const told = threads.length === own.length && threads.length > 0;
    return { name: names.join(TOGETHER), processes: own.length, threads: told ? smallest(threads) : null };
  });
}
