import type { EntryPoint } from "./entry-points.js";
import { labelOf, type Server } from "./servers.js";
import type { Settings } from "./settings.js";
import type { Surroundings } from "./surroundings.js";
import { placeOf } from "./tree.js";
import { type Decided, derived, isUndecided } from "./undecided.js";

/** Why a server's requests may not be served by that group; "" where they may. */
export function groupProblem(
  group: string,
  server: Server,
  settings: Settings,
  around: Surroundings,
): Decided<string> {
  const restricted = settings.last("wsgirestrictprocess");
  if (isUndecided(restricted)) return restricted;
  if (restricted && !restricted.arguments.map(plainGroup).includes(group)) {
    const what = group === "" ? "embedded mode" : `process group "${group}"`;
    return `${what} is not among those of WSGIRestrictProcess at ${placeOf(restricted)}`;
  }
  if (group === "")
    return around.restrictEmbedded ? "WSGIRestrictEmbedded is On, and it has no process group" : "";
  const daemon = around.daemons.get(group);
  if (!daemon) return `no WSGIDaemonProcess is called "${group}"`;
  const own = daemon.server === server || daemon.server === around.base || daemon.server.name === server.name;
  if (own && daemon.isTooEarly)
    return `below root no process of group "${group}" comes up: no Group stands before its supplementary-groups= (${daemon.group.declared_at})`;
  return own
    ? ""
    : `process group "${group}" belongs to the virtual host ${labelOf(daemon.server)} (${daemon.group.declared_at})`;
}

const plainGroup = (name: string) => (name === "%{GLOBAL}" ? "" : name);

/** A handler wants Options ExecCGI, which httpd 2.2 gave unless told otherwise. */
export function scriptsProblem(
  entry: EntryPoint,
  settings: Settings,
  { input }: Surroundings,
): Decided<string> {
  if (entry.kind !== "handler") return "";
  const allowed = settings.allowsScripts(/^(1|2\.[0-2])\./.test(input.apacheVersion ?? ""));
  return derived(allowed, (it) => (it ? "" : "Options has no ExecCGI there, which a handler needs: 403"));
}

/** The first that is known for sure, else the first that is open, else none. */
export const firstProblem = (...problems: readonly Decided<string>[]): Decided<string> =>
  problems.find((each) => typeof each === "string" && each !== "") ?? problems.find(isUndecided) ?? "";
