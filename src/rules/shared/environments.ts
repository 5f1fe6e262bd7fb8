import type { RemedyFacts } from "../rule.js";
import { inCommand } from "./control.js";

/** The Python program of the library that mod_wsgi runs, by the prefix that is compiled in. */
export function pythonOf(facts: RemedyFacts): string {
  const [prefix, version = "X.Y"] = [facts["python.library.prefix"], facts["python.library.version"]];
  return inCommand(`${prefix ?? ""}/bin/python${version}`) && prefix
    ? `${prefix}/bin/python${version}`
    : `python${version}`;
}

/** The command that makes environments anew. Nothing is deleted: a project may lie in its environment. */
export function makeAnew(facts: RemedyFacts, homes: readonly string[]): string {
  const named = homes.flatMap((home) => inCommand(home) ?? []);
  return (named.length > 0 ? named : ["DIRECTORY"])
    .map((home) => `mv ${home} ${home}.old && ${pythonOf(facts)} -m venv ${home}`)
    .join(" && ");
}

/** The environment that a directory of packages belongs to, or what lies in it; undefined where it is the system's. */
const homeOf = (path: string) => /^(\/.+)\/lib(?:64)?\/python[\d.]+t?\/site-packages(?:\/|$)/.exec(path)?.[1];

/** `pip` of each environment that the paths lie in, with what it is to do. */
export function pipsOf(paths: readonly string[], words: string): string[] {
  const homes = paths.flatMap((path) => inCommand(homeOf(path)) ?? []);
  return [...new Set(homes)].map((home) => `${home}/bin/pip ${words}`);
}

/** What installs the packages of these directories anew, for the middle of a remedy. */
export function reinstalled(found: readonly { directory: string }[] = []): string {
  const words = "install --force-reinstall";
  const pips = pipsOf(
    found.map(({ directory }) => directory),
    words,
  );
  return `${pips.length > 0 ? pips.join(" and ") : `pip ${words}`} and the names of the packages`;
}
