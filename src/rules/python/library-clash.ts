import type { LibraryCopy } from "../../checks/processes/copies.js";
import { defineRule } from "../rule.js";
import { clashRemedy, KNOWN_CLASHES as KNOWN } from "../shared/clashes.js";
import { firstOf } from "../shared/first-of.js";

const isClash = ({ family, apart }: LibraryCopy) => KNOWN.has(family) && apart === false;

const MOST = 3;

const some = (names: readonly string[]) => firstOf([...new Set(names)], MOST);

/** One cause is one finding: libcrypto and libssl come together. */
function offenceOf(family: string, copies: readonly LibraryCopy[]) {
  const groups = some(copies.flatMap(({ group }) => group ?? []));
  const where = groups ? ` of ${groups}` : "";
  return {
    message: `two builds of ${family} in one process${where}; known of such pairs: ${KNOWN.get(family)}`,
    evidence: [
      `of httpd itself: ${some(copies.map(({ httpd }) => httpd))}`,
      `beside it: ${some(copies.map(({ other }) => other))}`,
    ].join("\n"),
    actual: family,
  };
}

export const libraryClash = defineRule({
  id: "python/library-clash",
  severity: "warning",
  title: "Two builds of one library are in one process",
  why: "Functions have one name in both, and those of httpd come first, also for extensions with a build of their own.",
  remedy: (os, facts) =>
    clashRemedy(
      (facts["processes.library_copies"] ?? []).filter(isClash).map(({ other }) => other),
      os,
      facts,
    ),
  needs: ["processes.library_copies"],
  judge(facts) {
    const copies = facts["processes.library_copies"];
    const clashes = copies.filter(isClash);
    if (clashes.length === 0) {
      const open = copies.find(({ family, apart }) => KNOWN.has(family) && apart === null);
      return open
        ? {
            because: `whether versions of their symbols keep ${open.httpd} and ${open.other} apart could not be read`,
          }
        : [];
    }
    return [...new Set(clashes.map(({ family }) => family))].map((family) =>
      offenceOf(
        family,
        clashes.filter((each) => each.family === family),
      ),
    );
  },
});
