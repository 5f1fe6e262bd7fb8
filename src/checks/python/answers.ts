import { isGap, type KnownOf, valueIn } from "../check.js";
import { daemonsIn } from "../config/daemons.js";
import type { config } from "../config/index.js";
import type { ObservedAnswer } from "../observe/answer.js";
import type { probe } from "../probe/index.js";

/** What an interpreter says of itself. */
export interface ToldPython {
  prefix: string;
  basePrefix: string;
  version: string;
  path?: string[];
  evidence: "probed" | "observed";
}

/** Whether the process that answered has the home that stands for the installation. */
function hasTheHome({ processGroup }: ObservedAnswer, known: KnownOf<readonly [typeof config]>): boolean {
  if (isGap(known["python.home"]) || isGap(known["wsgi.daemons"])) return false;
  const home = valueIn(known, "python.home");
  const daemons = daemonsIn(known);
  if (processGroup === "") return daemons.every(({ python_home }) => python_home === null);
  const daemon = daemons.find(({ name }) => name === processGroup);
  return daemon !== undefined && (daemon.python_home ?? home) === home;
}

/** The live interpreter. Its sys.path is left out: a daemon's home= and the application change it. */
export function observedPython(
  answers: readonly ObservedAnswer[],
  known: KnownOf<readonly [typeof config]>,
): ToldPython | undefined {
  const answer = answers.find((each) => each.prefix !== "" && hasTheHome(each, known));
  if (!answer) return undefined;
  const { prefix, basePrefix, version } = answer;
  return { prefix, basePrefix, version, evidence: "observed" };
}

/** The interpreter of the private server. */
export function probedPython(known: KnownOf<readonly [typeof probe]>): ToldPython | undefined {
  const text = (id: keyof typeof known) => {
    const value = valueIn(known, id);
    return typeof value === "string" ? value : undefined;
  };
  const path = valueIn(known, "probe.path");
  const [prefix, basePrefix, version] = [
    text("probe.prefix"),
    text("probe.base_prefix"),
    text("probe.version"),
  ];
  if (prefix === undefined || basePrefix === undefined || version === undefined) return undefined;
  const told = { prefix, basePrefix, version, evidence: "probed" } as const;
  return Array.isArray(path) ? { ...told, path: path.map(String) } : told;
}
