import { type Known, type ParseInput, valueIn } from "../check.js";
import { daemonsIn } from "../config/daemons.js";
import { answersBelow, type ObservedAnswer } from "../observe/answer.js";
import { lineOf } from "../sections.js";

/** What an interpreter says of itself. */
export interface ToldPython {
  prefix: string;
  basePrefix: string;
  version: string;
  path?: string[];
  evidence: "probed" | "observed";
}

/** Whether the process that answered has the home that stands for the installation. */
function hasTheHome({ processGroup }: ObservedAnswer, known: Known): boolean {
  const home = valueIn(known, "python.home");
  const daemons = daemonsIn(known);
  if (processGroup === "") return daemons.every(({ python_home }) => python_home === null);
  const daemon = daemons.find(({ name }) => name === processGroup);
  return daemon !== undefined && (daemon.python_home ?? home) === home;
}

/** The live interpreter. Its sys.path is left out: a daemon's home= and the application change it. */
export function observedPython({ other, known }: ParseInput): ToldPython | undefined {
  const answers = answersBelow(other("observe"), lineOf(other("apache"), "master"));
  const answer = answers.find((each) => each.prefix !== "" && hasTheHome(each, known));
  if (!answer) return undefined;
  const { prefix, basePrefix, version } = answer;
  return { prefix, basePrefix, version, evidence: "observed" };
}

/** The interpreter of the private server. */
export function probedPython(known: Known): ToldPython | undefined {
  const text = (id: string) => {
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
