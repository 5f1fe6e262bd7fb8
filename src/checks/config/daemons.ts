import type { DaemonGroup } from "../../apache-config/daemons.js";
import { type Known, valueIn } from "../check.js";

/** A record of the fact `wsgi.daemons`, as the reader of the configuration has it. */
export type { DaemonGroup };

/** The daemon groups of the configuration; none where it could not be read. */
export const daemonsIn = (known: Known) =>
  (valueIn(known, "wsgi.daemons") ?? []) as unknown as readonly DaemonGroup[];
