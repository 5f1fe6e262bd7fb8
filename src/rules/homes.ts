import type { KnownFacts } from "./rule.js";

/** A record of the fact `python.homes`: a configured home, and what Python will make of it. */
export interface Home {
  home: string;
  /** The directive or daemon that names it. */
  source: string;
  /** `venv`, `virtualenv`, or another for what is no virtual environment. */
  kind: string;
  version: string | null;
  base: string | null;
  /** The directory that pyvenv.cfg names; null where it names none. */
  base_exists: boolean | null;
  /** Null where the login could not see. */
  usable: boolean | null;
  reason: string;
}

export const homesIn = (facts: KnownFacts) => (facts["python.homes"] ?? []) as unknown as readonly Home[];
