import { inRange } from "../../base/version-range.js";
import { defineRule } from "../rule.js";
import { UNMENDED } from "../shared/end-of-life.js";
import { evidenceOf } from "../shared/evidence.js";

export const apacheEndOfLife = defineRule({
  id: "apache/end-of-life",
  severity: "warning",
  title: "httpd is of a series that has reached its end",
  why: UNMENDED,
  remedy: "Move to 2.4; its configuration differs in Require, Mutex and NameVirtualHost.",
  reference: "https://httpd.apache.org/docs/2.4/upgrading.html",
  needs: ["apache.version"],
  judge: (facts) =>
    inRange(facts["apache.version"], "<2.4")
      ? [
          {
            message: `httpd ${facts["apache.version"]}: 2.2 ended in 2017`,
            evidence: evidenceOf(facts, "apache.version"),
          },
        ]
      : [],
});
