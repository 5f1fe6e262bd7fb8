import type { RuleInfo } from "../model.js";
import type { Rule } from "../rule.js";
import { fleetExpectation, fleetOutlier } from "./fleet.js";
import { homeUnusable, venvVersionMismatch } from "./homes.js";
import { libraryDeleted, libraryEnvironmentDependent, libraryNotFound, libraryStatic } from "./library.js";
import { modPythonConflict } from "./mod-python.js";

/** What is judged on each installation, in the order of the report. */
export const rules = [
  libraryNotFound,
  libraryEnvironmentDependent,
  libraryStatic,
  libraryDeleted,
  venvVersionMismatch,
  homeUnusable,
  modPythonConflict,
] as const satisfies readonly Rule[];

/** All rules, those that compare hosts included. */
export const ruleCatalogue: readonly RuleInfo[] = [...rules, fleetExpectation, fleetOutlier].map(
  ({ id, severity, title, why, remedy, ...rest }: RuleInfo) => ({
    id,
    severity,
    title,
    why,
    remedy,
    ...(rest.reference && { reference: rest.reference }),
  }),
);
