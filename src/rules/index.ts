import type { RuleInfo } from "../model/audit.js";
import { reloadPending } from "./apache/reload-pending.js";
import { configBroken, configErrors } from "./config-errors.js";
import { apacheEndOfLife, pythonEndOfLife } from "./end-of-life.js";
import {
  homeNotAccessible,
  scriptUnusable,
  selinuxLabel,
  socketDirectory,
  socketPathLong,
  workingDirectory,
  worldWritable,
} from "./files.js";
import { fleetExpectation } from "./fleet/expectation.js";
import { fleetOutlier } from "./fleet/outlier.js";
import { weakSsh } from "./host/weak-ssh.js";
import { asciiLocale } from "./python/ascii-locale.js";
import { baseGone, baseMixed, pathFirst } from "./python/base.js";
import { evidenceDisagrees } from "./python/evidence-disagrees.js";
import { homeUnusable } from "./python/home-unusable.js";
import { libraryDeleted } from "./python/library-deleted.js";
import { libraryEnvironmentDependent } from "./python/library-env-dependent.js";
import { libraryNotFound } from "./python/library-not-found.js";
import { libraryReplaced } from "./python/library-replaced.js";
import { libraryStatic } from "./python/library-static.js";
import { probeFailed } from "./python/probe-failed.js";
import { pythonEnvironment } from "./python/python-environment.js";
import { venvVersionMismatch } from "./python/venv-version-mismatch.js";
import { type Rule, remedyOf } from "./rule.js";
import { accessDenied } from "./wsgi/access-denied.js";
import { applicationUnreachable } from "./wsgi/application-unreachable.js";
import { clientNamedInterpreter, portNamedInterpreter } from "./wsgi/client-named-interpreter.js";
import { daemonUnused } from "./wsgi/daemon-unused.js";
import { directivesIgnored } from "./wsgi/directives-ignored.js";
import { eagerInitialization } from "./wsgi/eager-initialization.js";
import { embeddedNotRestricted } from "./wsgi/embedded-not-restricted.js";
import { embeddedPrefork } from "./wsgi/embedded-prefork.js";
import { foreignBuild } from "./wsgi/foreign-build.js";
import { liveGroupSize } from "./wsgi/live-group-size.js";
import { loadedTwice } from "./wsgi/loaded-twice.js";
import { modPythonConflict } from "./wsgi/mod-python-conflict.js";
import { observedDisagrees } from "./wsgi/observed-disagrees.js";
import { passAuthorization, subinterpreterExtension } from "./wsgi/packages.js";
import { processGroupUndefined } from "./wsgi/process-group-undefined.js";
import { requestTimeout } from "./wsgi/request-timeout.js";
import { socketPlace } from "./wsgi/socket-place.js";
import { tooOldForPython } from "./wsgi/too-old-for-python.js";

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
