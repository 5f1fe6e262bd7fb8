import { inRange } from "../../base/version-range.js";
import { defineRule } from "../rule.js";
import { inCommand, restarted } from "../shared/control.js";
import { evidenceOf } from "../shared/evidence.js";

const PAIRS = [
  ["apache.apr", "apache.apr_compiled"],
  ["apache.apr_util", "apache.apr_util_compiled"],
] as const;

export const aprOlder = defineRule({
  id: "apache/apr-older",
  severity: "warning",
  title: "httpd has loaded an older APR than it was compiled against",
  why: "APR promises that a newer release of one series takes the place of an older one, not the other way round: modules may call what this one does not have, or does otherwise.",
  remedy: (os, facts) =>
    `Find which library comes first: ldd ${inCommand(facts["apache.binary"]) ?? "HTTPD"} in Apache's environment; mostly LD_LIBRARY_PATH, ld.so.conf or a run path leads to an older copy. Take that out, or install the release that httpd was built against. ${restarted(os, facts)}`,
  reference: "https://apr.apache.org/versioning.html",
  needs: ["apache.apr", "apache.apr_compiled"],
  uses: ["apache.apr_util", "apache.apr_util_compiled", "apache.binary"],
  judge: (facts) =>
    PAIRS.flatMap(([loaded, compiled]) => {
      const [actual, expected] = [facts[loaded], facts[compiled]];
      if (actual === undefined || !/^\d+(\.\d+)*$/.test(expected ?? "")) return [];
      if (!inRange(actual, `<${expected}`)) return [];
      return [
        {
          message: `${loaded === "apache.apr" ? "APR" : "APR-UTIL"} ${actual} is loaded, compiled against ${expected}`,
          evidence: evidenceOf(facts, loaded, compiled),
          ...(expected !== undefined && { expected }),
          actual,
        },
      ];
    }),
});
