import { acceptMutexSyntax } from "./apache/accept-mutex-syntax.js";
import { moduleArchitecture } from "./apache/module-architecture.js";
import { moduleDangling } from "./apache/module-dangling.js";
import { moduleMapping } from "./apache/module-mapping.js";
import { moduleNewerLibc } from "./apache/module-newer-libc.js";
import { moduleNoexec } from "./apache/module-noexec.js";
import { moduleSignature } from "./apache/module-signature.js";
import { moduleSymbol } from "./apache/module-symbol.js";
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
  moduleSymbol,
  moduleArchitecture,
  moduleSignature,
  moduleNoexec,
  moduleMapping,
  moduleNewerLibc,
  acceptMutexSyntax,
] satisfies readonly Refusal[];
