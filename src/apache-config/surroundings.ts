import type { Budget } from "../base/budget.js";
import { type DaemonGroup, daemonGroups, groupsBeforeGroup } from "./daemons.js";
import { directivesOf } from "./directives.js";
import { type EmbeddedConcurrency, embeddedConcurrency } from "./mpm.js";
import type { ResolvedNames, Server } from "./servers.js";
import type { ConfigNode } from "./tree.js";
import { type Decided, undecided } from "./undecided.js";

/** What the configuration is, and what else decides. */
export interface Evaluated {
  tree: readonly ConfigNode[];
  names: ResolvedNames;
  /** Lower case, such as `event`. */
  mpm: string | undefined;
  /** `4.9.4`; undefined counts as the newest. */
  wsgiVersion: string | undefined;
  /** The user of Apache's own processes. */
  user: string | undefined;
  /** `2.4.62`; undefined counts as the newest. */
  apacheVersion?: string | undefined;
  /** Whether a path is a directory; undefined where that was not seen. */
  isDirectory?(path: string): boolean | undefined;
}

/** What is the same for every application of an installation. */
export interface Surroundings {
  input: Evaluated;
  budget: Budget;
  base: Server;
  servers: readonly Server[];
  daemons: ReadonlyMap<string, Daemon>;
  embedded: Decided<EmbeddedConcurrency>;
  restrictEmbedded: boolean;
  pythonHome: string;
  user: Decided<string>;
}

/** A daemon group, and the server that its directive stands in. */
interface Daemon {
  group: DaemonGroup;
  server: Server;
  /** Its supplementary groups are set before `Group` is, so that no process of it comes up. */
  isTooEarly: boolean;
}

/** What stands before a group counts, wherever that is: groups are read of the whole, and found again in their servers. */
function daemonsOf(tree: readonly ConfigNode[], servers: readonly Server[]): Map<string, Daemon> {
  const directives = directivesOf(tree);
  const whole = new Map(daemonGroups(directives).map((group) => [group.name, group]));
  const early = groupsBeforeGroup(directives);
  const all = servers.flatMap((server) =>
    daemonGroups(directivesOf(server.nodes)).map((group) => {
      const isTooEarly = early.has(group.name);
      return [group.name, { group: whole.get(group.name) ?? group, server, isTooEarly }] as const;
    }),
  );
  return new Map(all);
}

export function surroundings(
  input: Evaluated,
  servers: readonly [Server, ...Server[]],
  budget: Budget,
): Surroundings {
  const [base] = servers;
  const last = (key: string) => base.nodes.filter((node) => node.key === key).at(-1)?.arguments[0];
  return {
    input,
    budget,
    base,
    servers,
    daemons: daemonsOf(input.tree, servers),
    embedded:
      input.mpm === undefined
        ? undecided("the MPM is not known")
        : embeddedConcurrency(base.nodes, input.mpm, input.wsgiVersion),
    restrictEmbedded: last("wsgirestrictembedded")?.toLowerCase() === "on",
    pythonHome: last("wsgipythonhome") ?? "",
    user: input.user ?? undecided("the user of Apache is not known"),
  };
}
