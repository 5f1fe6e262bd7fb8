import { ParseError } from "../base/errors.js";
import { directivesOf } from "./directives.js";
import type { Server } from "./servers.js";
import type { ConfigNode } from "./tree.js";

/** More are no configuration that anybody wrote: each server inherits what the main server has. */
const MOST_ENTRY_POINTS = 5000;
/** For each entry point all directives are looked through that may be about it. */
const MOST_LOOKS = 20_000_000;
/** For each entry point all sections are matched that may hold for it, which takes some microseconds each. */
const MOST_MATCHES = 1_000_000;

const ENTRY_POINT = /alias|^wsgi(handler|import)script$/;

/** Sections of servers are counted where those are. */
const sectionsBelow = (nodes: readonly ConfigNode[]): number =>
  nodes.reduce(
    (sum, { key, children }) => sum + (children && key !== "virtualhost" ? 1 + sectionsBelow(children) : 0),
    0,
  );

/** Throws a ParseError for more than can be worked out in a moment. */
export function refuseTooMuch([base, ...hosts]: readonly [Server, ...Server[]]): void {
  const sizeOf = ({ nodes }: Server) => {
    const all = directivesOf(nodes);
    const entries = all.filter(({ key }) => ENTRY_POINT.test(key)).length;
    return { entries, directives: all.length, sections: sectionsBelow(nodes) };
  };
  const main = sizeOf(base);
  let [entries, looks] = [main.entries, main.entries * main.directives];
  let matches = main.entries * main.sections;
  for (const own of hosts.map(sizeOf)) {
    entries += own.entries + main.entries;
    looks += (own.entries + main.entries) * (own.directives + main.directives);
    matches += (own.entries + main.entries) * (own.sections + main.sections);
  }
  if (entries > MOST_ENTRY_POINTS) throw new ParseError(`more than ${MOST_ENTRY_POINTS} entry points`, "");
  if (looks > MOST_LOOKS) throw new ParseError(`too many directives for ${entries} entry points`, "");
  if (matches > MOST_MATCHES) throw new ParseError(`too many sections for ${entries} entry points`, "");
}
