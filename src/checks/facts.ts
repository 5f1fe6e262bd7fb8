import type { ValuesOf } from "./check.js";
import type { applications, checks } from "./index.js";

/** Values of all facts of hosts and installations, by id, as far as they have one. */
export type InstallationFacts = ValuesOf<
  (typeof checks)[number]["facts"] | (typeof applications)["summary"]["facts"]
>;

/** Values of all facts of applications, by id. */
export type ApplicationFacts = ValuesOf<(typeof applications)["facts"]>;
