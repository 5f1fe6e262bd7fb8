import { type ReadContext, readFiles } from "../../src/apache-config/reader.js";
import { type ConfigNode, readTree } from "../../src/apache-config/tree.js";
import type { Section } from "../../src/model/snapshot.js";
import type { Outcome } from "./server.js";

/** Carried out while httpd reads: they leave nothing in its tree. */
const ON_READ = new Set([
  "loadmodule",
  "loadfile",
  "serverroot",
  "defaultruntimedir",
  "define",
  "undefine",
  "use",
  "include",
]);

const textOf = (section: Section, name: string) =>
  section.parts.find((part) => part.name === name)?.stdout.replace(/\n+$/, "") ?? "";

/** What counts of a tree: names, arguments, order and nesting. A place inside of a macro has no line of its own. */
const essence = (nodes: readonly ConfigNode[]): unknown[] =>
  nodes
    .filter(({ key }) => !ON_READ.has(key))
    .map(({ key, arguments: words, children }) => [key, ...words, ...(children ? [essence(children)] : [])]);

/** Each node on a line of its own, to be read beside the other tree's. */
const lines = (tree: readonly unknown[], depth = 0): string[] =>
  tree.flatMap((node) => {
    const words = (node as unknown[]).filter((word) => typeof word === "string");
    const children = (node as unknown[]).filter((word) => Array.isArray(word)) as unknown[][];
    return [`${"  ".repeat(depth)}${words.join(" ")}`, ...children.flatMap((each) => lines(each, depth + 1))];
  });

function contextOf({ job, host }: Outcome, section: Section): ReadContext {
  const facts =
    host?.installations.find((each) => each.facts["apache.config_file"] === job.main)?.facts ?? {};
  const statics = (facts["modules.static"] ?? []) as readonly string[];
  return {
    version: String(facts["apache.version"]),
    serverRoot: "/etc/apache2",
    defines: job.arguments.filter((word) => word !== "-D"),
    compiledIn: statics.map((name) => `mod_${name.replace(/_module$/, "")}.c`),
    existing: textOf(section, "existing").split("\n"),
  };
}

/** The two trees of one configuration: httpd's own dump, and what our reader makes of its files. */
export function trees(outcome: Outcome): { dumped: string[]; read: string[]; listing: string } | undefined {
  const { section } = outcome;
  if (!section) return undefined;
  const listing = textOf(section, "files");
  return {
    dumped: lines(essence(readTree(textOf(section, "directives")))),
    read: lines(essence(readFiles(listing, contextOf(outcome, section)))),
    listing,
  };
}
