import type { Application } from "../../apache-config/applications.js";
import { isUndecided } from "../../apache-config/undecided.js";
import type { Gap } from "../../model/fact.js";
import { absent, type FactsOf } from "../check.js";
import type { ObservedAnswer } from "../observe/answer.js";
import type { facts } from "./facts.js";

const withoutSlash = (mount: string) => mount.replace(/\/+/g, "/").replace(/\/$/, "").toLowerCase();

/** Entry points that the answering script may belong to: the same file at the same mount. */
const isAt = (app: Application, answer: ObservedAnswer) =>
  app.script === answer.script && withoutSlash(app.mount) === withoutSlash(answer.scriptName);

const isOf = (app: Application, { serverName }: ObservedAnswer) => app.vhost.startsWith(`${serverName} (`);

/**
 * The entry point that answered. Of several virtual hosts with the same alias, the one of that name; none where this
 * does not decide, rather than the wrong one.
 */
export function answering(
  applications: readonly Application[],
  answer: ObservedAnswer,
): Application | undefined {
  const candidates = applications.filter((app) => isAt(app, answer));
  if (candidates.length < 2) return candidates[0];
  const named = candidates.filter((app) => isOf(app, answer));
  return named.length === 1 ? named[0] : undefined;
}

export type ObservedFacts = Pick<
  FactsOf<typeof facts>,
  | "app.observed_url"
  | "app.observed_process_group"
  | "app.observed_application_group"
  | "app.observed_multithread"
  | "app.observed_multiprocess"
  | "app.observed_version"
  | "app.observed_prefix"
  | "app.observed_path"
  | "app.observed_pid"
>;

const allAs = (gap: Gap): ObservedFacts => ({
  "app.observed_url": gap,
  "app.observed_process_group": gap,
  "app.observed_application_group": gap,
  "app.observed_multithread": gap,
  "app.observed_multiprocess": gap,
  "app.observed_version": gap,
  "app.observed_prefix": gap,
  "app.observed_path": gap,
  "app.observed_pid": gap,
});

export const observedFacts = (answer: ObservedAnswer | undefined): ObservedFacts =>
  answer === undefined
    ? allAs(absent("no URL of observe: was answered by it"))
    : {
        "app.observed_url": answer.url,
        "app.observed_process_group": answer.processGroup,
        "app.observed_application_group": answer.applicationGroup,
        "app.observed_multithread": answer.multithread,
        "app.observed_multiprocess": answer.multiprocess,
        "app.observed_version": answer.version,
        "app.observed_prefix": answer.prefix,
        "app.observed_path": answer.path,
        "app.observed_pid": answer.pid,
      };

/** Facts in which the evaluation and the live answer differ. */
export function disagreements(app: Application, answer: ObservedAnswer): string[] {
  const interpreters: readonly unknown[] = [app.applicationGroup, ...app.applicationGroupVariants];
  const differs = (evaluated: unknown, observed: unknown) =>
    !isUndecided(evaluated) && evaluated !== observed;
  return [
    ...(differs(app.processGroup, answer.processGroup) ? ["app.process_group"] : []),
    ...(isUndecided(app.applicationGroup) || interpreters.includes(answer.applicationGroup)
      ? []
      : ["app.application_group"]),
    ...(differs(app.multithread, answer.multithread) ? ["app.multithread"] : []),
    ...(differs(app.multiprocess, answer.multiprocess) ? ["app.multiprocess"] : []),
  ];
}
