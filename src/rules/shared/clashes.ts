import type { RemedyFacts } from "../rule.js";
import { restarted } from "./control.js";
import { ownBuild } from "./wheels.js";

/**
 * What is known to come of two builds. zlib is not among them: wheels bring theirs beside the one that httpd compresses with
 * on many a host, whose users check no more of its version than the first digit, and no harm is known of that.
 */
export const KNOWN_CLASHES: ReadonlyMap<string, string> = new Map([
  ["OpenSSL", "crashes once both are used, and TLS handshakes that fail"],
  ["Expat", "crashes as soon as XML is parsed"],
  ["libpq", "crashes when a connection is made"],
  ["MySQL client", "crashes when a connection is made"],
  ["SQLite", "locks of one that the other does not see, and damaged databases where both open the same file"],
  ["libxml2", "crashes while documents are parsed or freed"],
  ["libpython", "crashes at the first import, or objects of one that the other takes for its own"],
  ["libstdc++", "crashes where exceptions or streams of one meet the other"],
]);

/** What helps where packages bring these files, of libraries that httpd has as well. */
export const clashRemedy = (files: readonly string[], os: string, facts: RemedyFacts): string =>
  `Have the application use httpd's: ${ownBuild(files)}. Else serve it from a Python server of its own, behind httpd. ${restarted(os, facts)}`;
