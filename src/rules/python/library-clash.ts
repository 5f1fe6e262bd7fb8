import type { LibraryCopy } from "../../checks/processes/copies.js";
import { defineRule } from "../rule.js";
import { restarted } from "../shared/control.js";
import { evidenceOf } from "../shared/evidence.js";
import { ownBuild } from "../shared/wheels.js";

/**
 * What is known to come of two builds. zlib is not among them: wheels bring theirs beside the one that httpd compresses with
 * on many a host, whose users check no more of its version than the first digit, and no harm is known of that.
 */
const KNOWN: ReadonlyMap<string, string> = new Map([
  ["OpenSSL", "crashes once both are used, and TLS handshakes that fail"],
  ["Expat", "crashes as soon as XML is parsed"],
  ["libpq", "crashes when a connection is made"],
  ["MySQL client", "crashes when a connection is made"],
  ["SQLite", "locks of one that the other does not see, and damaged databases where both open the same file"],
  ["libxml2", "crashes while documents are parsed or freed"],
  ["libpython", "crashes at the first import, or objects of one that the other takes for its own"],
  ["libstdc++", "crashes where exceptions or streams of one meet the other"],
]);

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

export const libraryClash = defineRule({
  id: "python/library-clash",
  severity: "warning",
  title: "Two builds of one library are in one process",
  why: "Functions have one name in both. Those of httpd come first, also for extensions that bring a build of their own: they call functions of one build with what the other has made.",
  remedy: (os, facts) => {
    const build = ownBuild(
      (facts["processes.library_copies"] ?? []).filter(isClash).map(({ other }) => other),
    );
    return `Have the application use the library that httpd has: ${build}. Where that cannot be, serve the application from a Python server of its own, with httpd as its proxy. ${restarted(os, facts)}`;
  },
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
      evidence: evidenceOf(facts, "processes.library_copies"),
      actual: family,
    }));
  },
});
