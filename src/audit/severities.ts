import { checkArgument, oneOf } from "../base/arguments.js";
import { SEVERITIES, type Severity } from "../model/audit.js";

/** The lowest severity that counts; `none` for none at all. */
export type Threshold = Severity | "none";

export const threshold = oneOf(...SEVERITIES, "none");

/** Severities that count, the worst first. Throws a TypeError for another word: it would count nothing. */
export function countedBy(failOn: Threshold): readonly Severity[] {
  checkArgument("failOn", failOn, threshold);
  return failOn === "none" ? [] : SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
}
