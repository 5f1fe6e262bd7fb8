import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import type { apache } from "../apache/index.js";
import { absent, denied, isGap, type KnownOf, valueIn } from "../check.js";
import { daemonsIn } from "../config/daemons.js";
import type { config } from "../config/index.js";
import { lineOf } from "../sections.js";
import { rootsIn } from "./evidence.js";
import type { Prediction } from "./predict.js";
import { CANNOT_START } from "./prefix.js";

type Known = KnownOf<readonly [typeof apache, typeof config]>;

/** Why Python cannot start in processes that no home is configured for; "" where nothing is in the way. */
export function obstacleOf(
  known: Known,
  { unseen, baseUnseen }: Prediction,
  environment: Section | undefined,
): string | Gap {
  const home = known["python.home"];
  if (isGap(home)) return home;
  if (home !== "") return absent("a home is configured");
  const daemons = daemonsIn(known);
  if (daemons.length > 0 && daemons.every(({ python_home }) => python_home !== null))
    return absent("each daemon group has a home of its own");
  if (lineOf(environment, "environment-source") === "none" && valueIn(known, "apache.running") === true)
    return denied("Apache's environment, which may lead to a Python, is not known");
  const gap = unseen ?? baseUnseen;
  if (gap?.outcome !== "absent") return gap ?? "";
  return gap.reason.startsWith(CANNOT_START) ? gap.reason.slice(CANNOT_START.length) : gap;
}

/**
 * Directories of the host that hold a standard library of the version that runs, in order of their names. The root holds that of
 * /usr, where these are merged.
 */
export function candidatesIn(section: Section): string[] {
  const parts = section.parts.map(({ name }) => name).filter((name) => /(^|-)landmarks?( |$)/.test(name));
  const roots = new Set(parts.flatMap((name) => rootsIn(section, name)));
  return [...roots].filter((root) => root !== "/" || !roots.has("/usr")).sort();
}
