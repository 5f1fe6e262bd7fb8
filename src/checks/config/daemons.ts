import type { DaemonGroup } from "../../apache-config/daemons.js";
import type { Gap } from "../../model/fact.js";
import { valueIn } from "../check.js";

/** A record of the fact `wsgi.daemons`, as the reader of the configuration has it. */
export type { DaemonGroup };

interface MayHaveDaemons {
  readonly "wsgi.daemons"?: readonly DaemonGroup[] | Gap | undefined;
}

/** The daemon groups of the configuration; none where it could not be read. */
export const daemonsIn = (known: MayHaveDaemons): readonly DaemonGroup[] =>
  valueIn(known, "wsgi.daemons") ?? [];
