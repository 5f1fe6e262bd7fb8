import type { LibraryClash } from "../../checks/applications/clashes.js";
import { defineRule } from "../rule.js";
import { clashRemedy, KNOWN_CLASHES } from "../shared/clashes.js";
import { evidenceOf } from "../shared/evidence.js";
import { firstOf } from "../shared/first-of.js";

const MOST = 3;

const isKnown = ({ family }: LibraryClash) => KNOWN_CLASHES.has(family);

function messageOf(family: string, clashes: readonly LibraryClash[]): string {
  const bundled = clashes.map((clash) => clash.bundled);
  const httpd = [...new Set(clashes.map((clash) => clash.httpd))].join(", ");
  return `worked out, not seen in a process: a start of httpd loads ${httpd}, and a package on the search path brings ${firstOf(bundled, MOST)}; once it is imported, two builds of ${family} are in one process; known of such pairs: ${KNOWN_CLASHES.get(family)}`;
}

export const libraryClashPossible = defineRule({
  id: "python/library-clash-possible",
  severity: "info",
  title: "A package brings a library that httpd loads as well",
  why: "Functions have one name in both. Those of httpd come first, also for an extension that brings a build of its own. What processes really have mapped only root sees, and of a server that does not run nobody.",
  remedy: (os, facts) =>
    clashRemedy(
      (facts["wsgi.library_clashes"] ?? []).filter(isKnown).map(({ bundled }) => bundled),
      os,
      facts,
    ),
  needs: ["wsgi.library_clashes"],
  uses: ["processes.library_copies"],
  judge(facts) {
    // What is seen comes before what is worked out.
    if (facts["processes.library_copies"] !== undefined) return [];
    const clashes = facts["wsgi.library_clashes"].filter(isKnown);
    return [...new Set(clashes.map(({ family }) => family))].map((family) => ({
      message: messageOf(
        family,
        clashes.filter((each) => each.family === family),
      ),
      evidence: evidenceOf(facts, "wsgi.library_clashes"),
      actual: family,
    }));
  },
});
