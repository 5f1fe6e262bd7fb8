/** Names of the pieces that the script is made of, each in the order in which it stands there. */

/** What everything else stands on: `src/script/NAME.sh`. */
export const BASE = [
  "words",
  "prelude",
  "steering",
  "reader",
  "elf",
  "telling",
  "judge",
  "access",
  "trust",
  "path",
] as const;

/** What checks share: `src/checks/NAME.sh`. */
export const SHARED = [
  "process",
  "installation",
  "environment",
  "libraries",
  "loads",
  "start",
  "loader",
  "namespaces",
  "texts",
  "paths",
  "maps",
  "extensions",
  "imports",
  "needed",
] as const;
