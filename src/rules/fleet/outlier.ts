import { describeDifference, showValue } from "../../facts/values.js";
import type { Comparison, Finding, RuleInfo } from "../../model/audit.js";

export const fleetOutlier: RuleInfo = {
  id: "fleet/outlier",
  severity: "warning",
  title: "An installation differs from the majority of its group",
  why: "Hosts that should be alike are not: what works on one fails on the other, and nobody knows why.",
  remedy: "Bring the host in line with its group, or give it a group of its own.",
};

/** A finding for every value that differs from the majority. */
export const outliers = (comparison: readonly Comparison[]): Finding[] => comparison.flatMap(outliersOf);

function outliersOf({ fact, group, majority, golden, outliers, values }: Comparison): Finding[] {
  if (majority === null) return [];
  const known = values.reduce((sum, { count }) => sum + count, 0);
  // The rarest value comes first, so a majority is the last.
  const share = golden ? `as on ${golden}` : `usual on ${values.at(-1)?.count ?? 0} of ${known} of ${group}`;
  return outliers.map(({ host, installation, value }) => ({
    rule: fleetOutlier.id,
    severity: fleetOutlier.severity,
    host,
    ...(installation !== "" && { installation }),
    message: `${fact}: ${describeDifference(value, majority)} (${share})`,
    evidence: `${fact} = ${showValue(value)}`,
    remedy: fleetOutlier.remedy,
    expected: majority,
    actual: value,
  }));
}
