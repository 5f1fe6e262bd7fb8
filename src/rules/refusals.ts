import { acceptMutexSyntax } from "./apache/accept-mutex-syntax.js";
import { moduleDangling } from "./apache/module-dangling.js";
import type { Refusal } from "./shared/refusal.js";
import { daemonNameTwice } from "./wsgi/daemon-name-twice.js";
import { moduleMissing } from "./wsgi/module-missing.js";
import { unknownDirective } from "./wsgi/unknown-directive.js";

/** Refusals that say what to do, in the order of the report. */
export const refusals = [
  moduleMissing,
  unknownDirective,
  daemonNameTwice,
  moduleDangling,
  acceptMutexSyntax,
] satisfies readonly Refusal[];
