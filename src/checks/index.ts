import type { FactInfo, Level } from "../model/fact.js";
import type { UserFact } from "../model/snapshot.js";
import { apache } from "./apache/index.js";
import { applications } from "./applications/index.js";
import type { Check, FactTable } from "./check.js";
import { config } from "./config/index.js";
import { containers } from "./containers/index.js";
import { discovery } from "./discovery/index.js";
import { files } from "./files/index.js";
import { host } from "./host/index.js";
import { library } from "./library/index.js";
import { log } from "./log/index.js";
import { modules } from "./modules/index.js";
import { mutex } from "./mutex/index.js";
import { names } from "./names/index.js";
import { observe } from "./observe/index.js";
import { packages } from "./packages/index.js";
import { probe } from "./probe/index.js";
import { processes } from "./processes/index.js";
import { python } from "./python/index.js";
import { reach } from "./reach/index.js";
import { servers } from "./servers/index.js";
import { userCheck } from "./user/index.js";

export { userCheck };

/** Every check, in the order in which they run, are parsed and are reported: each after those that it needs. */
export const checks = [
  host,
  observe,
  discovery,
  servers,
  apache,
  config,
  modules,
  mutex,
  library,
  probe,
  files,
  python,
  packages,
  processes,
  log,
  names,
  containers,
] as const satisfies readonly Check[];

/** Those that run on every host: the probe only where users have opted in to it, and their own facts. */
export function checksFor(options: {
  probe: boolean;
  facts?: readonly UserFact[];
  checks?: readonly Check[];
}): readonly Check[] {
  const own = userCheck(options.facts);
  const asked = (options.checks ?? checks).filter(
    (check: Check) => check.optIn === undefined || options.probe || !isBuiltIn(check),
  );
  return own ? [...asked, own] : asked;
}

/** Who adds a check of his own to the list has opted in to it. */
const isBuiltIn = (check: Check) => (checks as readonly Check[]).includes(check);

/** What `hosts --check` asks: who logs in, with which tools, and whether sudo lets it. */
export const reaching: readonly Check[] = [host, reach];

/** What is added where URLs are to be asked and the SSH server does not forward. */
export const observing: Check = observe;

/** What is said of each WSGI application of an installation. */
export { applications };

const catalogueOf = (check: string, level: Level, facts: FactTable): FactInfo[] =>
  Object.entries(facts).map(
    ([id, { label, description, type, source, example, compared, ignores, headline }]) => ({
      id,
      label,
      description,
      type,
      level,
      check,
      source,
      example,
      compared: compared !== false,
      ...(ignores && { ignores }),
      ...(headline !== undefined && { headline }),
    }),
  );

/** The catalogue of the facts of checks, in the order of the report, with those of an inventory. */
export function catalogueWith(
  facts: readonly UserFact[] = [],
  all: readonly Check[] = checks,
): readonly FactInfo[] {
  const own = userCheck(facts);
  return [
    ...all.flatMap((check) => catalogueOf(check.id, check.level, check.facts)),
    ...catalogueOf(applications.id, "installation", applications.summary.facts),
    ...catalogueOf(applications.id, "application", applications.facts),
    ...(own ? catalogueOf(own.id, "host", own.facts) : []),
  ];
}

/** The catalogue of facts. */
export const factCatalogue: readonly FactInfo[] = catalogueWith();
