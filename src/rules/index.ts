import type { RuleInfo } from "../model/audit.js";
import { acceptLockSet } from "./apache/accept-lock-set.js";
import { aprOlder } from "./apache/apr-older.js";
import { configBroken } from "./apache/config-broken.js";
import { apacheEndOfLife } from "./apache/end-of-life.js";
import { reloadPending } from "./apache/reload-pending.js";
import { selinuxLabel } from "./apache/selinux-label.js";
import { worldWritable } from "./apache/world-writable.js";
import { fleetExpectation } from "./fleet/expectation.js";
import { fleetOutlier } from "./fleet/outlier.js";
import { orphans } from "./host/orphans.js";
import { twoMasters } from "./host/two-masters.js";
import { weakSsh } from "./host/weak-ssh.js";
import { asciiLocale } from "./python/ascii-locale.js";
import { baseGone } from "./python/base-gone.js";
import { baseMixed } from "./python/base-mixed.js";
import { byteCodeMismatch } from "./python/byte-code-mismatch.js";
import { pythonEndOfLife } from "./python/end-of-life.js";
import { environmentRenewed } from "./python/environment-renewed.js";
import { environmentVariable } from "./python/environment-variable.js";
import { evidenceDisagrees } from "./python/evidence-disagrees.js";
import { extensionLibrary } from "./python/extension-library.js";
import { extensionMismatch } from "./python/extension-mismatch.js";
import { filesDeleted } from "./python/files-deleted.js";
import { homeNotAccessible } from "./python/home-not-accessible.js";
import { homeUnusable } from "./python/home-unusable.js";
import { libraryClash } from "./python/library-clash.js";
import { libraryClashPossible } from "./python/library-clash-possible.js";
import { libraryDeleted } from "./python/library-deleted.js";
import { libraryEnvDependent } from "./python/library-env-dependent.js";
import { libraryNotFound } from "./python/library-not-found.js";
import { libraryReplaced } from "./python/library-replaced.js";
import { libraryStatic } from "./python/library-static.js";
import { moduleShadowed } from "./python/module-shadowed.js";
import { noStandardLibrary } from "./python/no-standard-library.js";
import { otherOnPath } from "./python/other-on-path.js";
import { pathDecides } from "./python/path-decides.js";
import { pathEntry } from "./python/path-entry.js";
import { probeFailed } from "./python/probe-failed.js";
import { userSite } from "./python/user-site.js";
import { venvVersionMismatch } from "./python/venv-version-mismatch.js";
import { refusals } from "./refusals.js";
import { type Rule, remedyOf } from "./rule.js";
import { accessDenied } from "./wsgi/access-denied.js";
import { applicationUnreachable } from "./wsgi/application-unreachable.js";
import { clientNamedInterpreter } from "./wsgi/client-named-interpreter.js";
import { daemonNotListening } from "./wsgi/daemon-not-listening.js";
import { daemonUnused } from "./wsgi/daemon-unused.js";
import { directivesIgnored } from "./wsgi/directives-ignored.js";
import { eagerInitialization } from "./wsgi/eager-initialization.js";
import { embeddedNotRestricted } from "./wsgi/embedded-not-restricted.js";
import { embeddedPrefork } from "./wsgi/embedded-prefork.js";
import { errorsLogged } from "./wsgi/errors-logged.js";
import { foreignBuild } from "./wsgi/foreign-build.js";
import { liveGroupSize } from "./wsgi/live-group-size.js";
import { loadedTwice } from "./wsgi/loaded-twice.js";
import { modPythonConflict } from "./wsgi/mod-python-conflict.js";
import { mountSlash } from "./wsgi/mount-slash.js";
import { nextStartDiffers } from "./wsgi/next-start-differs.js";
import { noPassAuthorization } from "./wsgi/no-pass-authorization.js";
import { noRequestTimeout } from "./wsgi/no-request-timeout.js";
import { observedDisagrees } from "./wsgi/observed-disagrees.js";
import { portNamedInterpreter } from "./wsgi/port-named-interpreter.js";
import { processGroupUndefined } from "./wsgi/process-group-undefined.js";
import { scriptUnusable } from "./wsgi/script-unusable.js";
import { setenvNoEffect } from "./wsgi/setenv-no-effect.js";
import { sharedInterpreter } from "./wsgi/shared-interpreter.js";
import { socketInTmp } from "./wsgi/socket-in-tmp.js";
import { socketNotAccessible } from "./wsgi/socket-not-accessible.js";
import { socketPathLong } from "./wsgi/socket-path-long.js";
import { subinterpreterExtension } from "./wsgi/subinterpreter-extension.js";
import { tooOldForPython } from "./wsgi/too-old-for-python.js";
import { workingDirectory } from "./wsgi/working-directory.js";

/** What is judged on each installation, or on each of its applications, in the order of the report. */
export const rules = [
  libraryNotFound,
  libraryEnvDependent,
  libraryStatic,
  libraryDeleted,
  libraryReplaced,
  filesDeleted,
  libraryClash,
  libraryClashPossible,
  nextStartDiffers,
  environmentRenewed,
  venvVersionMismatch,
  extensionMismatch,
  extensionLibrary,
  byteCodeMismatch,
  moduleShadowed,
  homeUnusable,
  noStandardLibrary,
  homeNotAccessible,
  baseMixed,
  baseGone,
  pathDecides,
  pathEntry,
  otherOnPath,
  userSite,
  probeFailed,
  evidenceDisagrees,
  environmentVariable,
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
  mountSlash,
  sharedInterpreter,
  setenvNoEffect,
  subinterpreterExtension,
  clientNamedInterpreter,
  portNamedInterpreter,
  noPassAuthorization,
  daemonUnused,
  embeddedPrefork,
  embeddedNotRestricted,
  socketInTmp,
  socketNotAccessible,
  socketPathLong,
  workingDirectory,
  noRequestTimeout,
  observedDisagrees,
  liveGroupSize,
  errorsLogged,
  daemonNotListening,
  ...refusals,
  configBroken,
  aprOlder,
  acceptLockSet,
  apacheEndOfLife,
  worldWritable,
  selinuxLabel,
  reloadPending,
] satisfies readonly Rule[];

/** Those that look at a host or at the fleet; whatever else is judged, they are. */
export const fleetRules: readonly RuleInfo[] = [weakSsh, orphans, twoMasters, fleetExpectation, fleetOutlier];

/** What is said of rules, with those that look at the fleet. */
export const catalogueOfRules = (all: readonly Rule[]): readonly RuleInfo[] => [
  ...all.map((rule) => ({
    id: rule.id,
    severity: rule.severity,
    title: rule.title,
    why: rule.why,
    remedy: remedyOf(rule),
    ...(rule.reference && { reference: rule.reference }),
    needs: [...rule.needs],
  })),
  ...fleetRules,
];

/** All rules. */
export const ruleCatalogue: readonly RuleInfo[] = catalogueOfRules(rules);
