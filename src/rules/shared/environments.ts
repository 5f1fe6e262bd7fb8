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

/** The environment that a directory of packages belongs to; undefined where it is the system's. */
export const homeOf = (directory: string) =>
  /^(\/.+)\/lib(?:64)?\/python[\d.]+t?\/site-packages$/.exec(directory)?.[1];
