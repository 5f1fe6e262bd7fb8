import { describeDifference } from "../../facts/values.js";
import type { Difference, Finding, RuleInfo } from "../../model/audit.js";
import type { FactInfo } from "../../model/fact.js";

export const fleetOutlier: RuleInfo = {
  id: "fleet/outlier",
  severity: "warning",
  title: "An installation is not like its group, and no other finding says why",
  why: "Hosts that should be alike are not: what works on one fails on the other, and nobody knows why.",
  remedy: "Bring the host in line with its group, or give it a group of its own.",
};

/** More names of facts would hide the host. The evidence has all of them. */
const MOST_LABELS = 4;

/** Where a place differs from others, and who they are: `most of web`, or the golden host. */
export interface OutOfLine {
  host: string;
  installation?: string;
  others: string;
  differs: readonly Difference[];
}

/** One finding for all facts in which a place is not like its group. */
export function outlierFinding(
  { host, installation, others, differs }: OutOfLine,
  facts: ReadonlyMap<string, FactInfo>,
): Finding {
  const labelOf = (fact: string) => facts.get(fact)?.label ?? fact;
  const labels = differs.map(({ fact }) => labelOf(fact));
  const more = labels.length - MOST_LABELS;
  const named = `${labels.slice(0, MOST_LABELS).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return {
    rule: fleetOutlier.id,
    severity: fleetOutlier.severity,
    host,
    ...(installation !== undefined && { installation }),
    message: `not like ${others}: ${named}`,
    evidence: differs
      .map(
        ({ fact, actual, expected }) => `${labelOf(fact)} (${fact}): ${describeDifference(actual, expected)}`,
      )
      .join("\n"),
    remedy: `Find out which is right in ${named}; then change this host or the others. Where the difference is meant, give the host a group of its own.`,
    differs: [...differs],
  };
}
