import type { RuleInfo } from "../model.js";
import { type Rule, remedyOf } from "../rule.js";
import { accessDenied } from "./access-denied.js";
import { applicationUnreachable } from "./application-unreachable.js";
import { asciiLocale } from "./ascii-locale.js";
import { baseGone, baseMixed, pathFirst } from "./base.js";
import { clientNamedInterpreter, portNamedInterpreter } from "./client-named-interpreter.js";
import { configBroken, configErrors } from "./config-errors.js";
import { daemonUnused } from "./daemon-unused.js";
import { directivesIgnored } from "./directives-ignored.js";
import { eagerInitialization } from "./eager-initialization.js";
import { embeddedNotRestricted } from "./embedded-not-restricted.js";
import { embeddedPrefork } from "./embedded-prefork.js";
import { apacheEndOfLife, pythonEndOfLife } from "./end-of-life.js";
import { evidenceDisagrees } from "./evidence-disagrees.js";
import { fleetExpectation } from "./expectation.js";
import {
  homeNotAccessible,
  scriptUnusable,
  selinuxLabel,
  socketDirectory,
  socketPathLong,
  workingDirectory,
  worldWritable,
} from "./files.js";
import { foreignBuild } from "./foreign-build.js";
import { homeUnusable } from "./home-unusable.js";
import { libraryDeleted } from "./library-deleted.js";
import { libraryEnvironmentDependent } from "./library-env-dependent.js";
import { libraryNotFound } from "./library-not-found.js";
import { libraryReplaced } from "./library-replaced.js";
import { libraryStatic } from "./library-static.js";
import { liveGroupSize } from "./live-group-size.js";
import { loadedTwice } from "./loaded-twice.js";
import { modPythonConflict } from "./mod-python-conflict.js";
import { observedDisagrees } from "./observed-disagrees.js";
import { fleetOutlier } from "./outlier.js";
import { passAuthorization, subinterpreterExtension } from "./packages.js";
import { probeFailed } from "./probe-failed.js";
import { processGroupUndefined } from "./process-group-undefined.js";
import { pythonEnvironment } from "./python-environment.js";
import { reloadPending } from "./reload-pending.js";
import { requestTimeout } from "./request-timeout.js";
import { socketPlace } from "./socket-place.js";
import { tooOldForPython } from "./too-old-for-python.js";
import { venvVersionMismatch } from "./venv-version-mismatch.js";
import { weakSsh } from "./weak-ssh.js";

/** What is judged on each installation, or on each of its applications, in the order of the report. */
export const rules = [
  libraryNotFound,
  libraryEnvironmentDependent,
  libraryStatic,
  libraryDeleted,
  libraryReplaced,
  venvVersionMismatch,
  homeUnusable,
  homeNotAccessible,
  baseMixed,
  baseGone,
  pathFirst,
  probeFailed,
  evidenceDisagrees,
  pythonEnvironment,
  asciiLocale,
  pythonEndOfLife,
  modPythonConflict,
  loadedTwice,
  foreignBuild,
  directivesIgnored,
  eagerInitialization,
  tooOldForPython,
  processGroupUndefined,
  applicationUnreachable,
  scriptUnusable,
  accessDenied,
  subinterpreterExtension,
  clientNamedInterpreter,
  portNamedInterpreter,
  passAuthorization,
  daemonUnused,
  embeddedPrefork,
  embeddedNotRestricted,
  socketPlace,
  socketDirectory,
  socketPathLong,
  workingDirectory,
  requestTimeout,
  observedDisagrees,
  liveGroupSize,
  ...configErrors,
  configBroken,
  apacheEndOfLife,
  worldWritable,
  selinuxLabel,
  reloadPending,
] satisfies readonly Rule[];

/** All rules, those that compare hosts included. */
export const ruleCatalogue: readonly RuleInfo[] = [
  ...rules.map((rule: Rule) => ({
    id: rule.id,
    severity: rule.severity,
    title: rule.title,
    why: rule.why,
    remedy: remedyOf(rule),
    ...(rule.reference && { reference: rule.reference }),
  })),
  weakSsh,
  fleetExpectation,
  fleetOutlier,
];
