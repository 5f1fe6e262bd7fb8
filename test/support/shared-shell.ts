import { readFileSync } from "node:fs";

const read = (file: string) => readFileSync(new URL(`../../src/${file}`, import.meta.url), "utf8");

const prelude = read("script/prelude.sh");

/** Without life-line and clock, and what follows on them. */
const functions = prelude.slice(0, prelude.indexOf("# An installed script says"));

/** The shell that checks share, to be run alone: without connection and frames. */
export const shared = [
  // The last lines are for variables that were exported: they take the arguments away.
  read("script/head.sh").replace(/^set -- "[\s\S]*^set --$/m, ""),
  read("script/words.sh"),
  functions.replace(/^exec 3<.*$/m, ""),
  ...["steering", "reader", "elf", "telling", "judge", "access", "trust", "path"].map((name) =>
    read(`script/${name}.sh`),
  ),
  ...[
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
  ].map((name) => read(`checks/${name}.sh`)),
].join("\n");
