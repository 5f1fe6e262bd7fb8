import { ParseError } from "../errors.js";
import { directivesOf } from "./directives.js";
import type { Server } from "./servers.js";

/** More are no configuration that anybody wrote: each server inherits what the main server has. */
const MOST_ENTRY_POINTS = 5000;
/** For each entry point all directives are looked through that may be about it. */
const MOST_LOOKS = 20_000_000;

const ENTRY_POINT = /alias|^wsgi(handler|import)script$/;

/** Throws a ParseError for more than can be worked out in a moment. */
export function refuseTooMuch([base, ...hosts]: readonly [Server, ...Server[]]): void {
  const sizeOf = ({ nodes }: Server) => {
    const all = directivesOf(nodes);
    return { entries: all.filter(({ key }) => ENTRY_POINT.test(key)).length, directives: all.length };
  };
  const main = sizeOf(base);
  let [entries, looks] = [main.entries, main.entries * main.directives];
  for (const own of hosts.map(sizeOf)) {
    entries += own.entries + main.entries;
    looks += (own.entries + main.entries) * (own.directives + main.directives);
  }
  if (entries > MOST_ENTRY_POINTS || looks > MOST_LOOKS)
    throw new ParseError(`more than ${MOST_ENTRY_POINTS} entry points`, "");
}
