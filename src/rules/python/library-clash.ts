import type { LibraryCopy } from "../../checks/processes/copies.js";
import { defineRule } from "../rule.js";
import { clashRemedy, KNOWN_CLASHES as KNOWN } from "../shared/clashes.js";

const isClash = ({ family, apart }: LibraryCopy) => KNOWN.has(family) && apart === false;

const MOST = 3;

/** One cause is one finding: libcrypto and libssl come together. */
function offenceOf(family: string, copies: readonly LibraryCopy[]) {
  const others = [...new Set(copies.map(({ other }) => other))];
  const httpd = [...new Set(copies.map((copy) => copy.httpd))];
  const groups = [...new Set(copies.flatMap(({ group }) => group ?? []))];
  const more = others.length > MOST ? ` and ${others.length - MOST} more` : "";
  const where = groups.length > 0 ? ` of ${groups.slice(0, MOST).join(", ")}` : "";
  return `two builds of ${family} are mapped in one process${where}: ${httpd.join(", ")} of httpd itself, and ${others.slice(0, MOST).join(", ")}${more}; known of such pairs: ${KNOWN.get(family)}`;
}

/** What the message does not say. */
const evidenceIn = (copies: readonly LibraryCopy[]): string => {
  const processes = copies.reduce((most, copy) => Math.max(most, copy.processes), 0);
  return `processes.library_copies: in ${processes === 1 ? "1 process" : `${processes} processes`}; no versions of symbols keep them apart`;
};

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
    return [...new Set(clashes.map(({ family }) => family))].map((family) => ({
      message: offenceOf(
        family,
        clashes.filter((each) => each.family === family),
      ),
      evidence: evidenceIn(clashes.filter((each) => each.family === family)),
      actual: family,
    }));
  },
});
