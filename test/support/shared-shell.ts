import { readFileSync } from "node:fs";
import { withoutComments } from "../../src/script/comments.js";
import { BASE, SHARED } from "../../src/script/pieces.js";

const read = (file: string) => readFileSync(new URL(`../../src/${file}`, import.meta.url), "utf8");

const prelude = read("script/prelude.sh");

/** Without life-line and clock, and what follows on them. */
const functions = prelude.slice(0, prelude.indexOf("# An installed script says"));

/** The shell that checks share, to be run alone: without connection, frames and comments, as no argument is longer than 128 KB. */
export const shared = withoutComments(
  [
    // The last lines are for variables that were exported: they take the arguments away.
    read("script/head.sh").replace(/^set -- "[\s\S]*^set --$/m, ""),
    ...BASE.map((name) =>
      name === "prelude" ? functions.replace(/^exec 3<.*$/m, "") : read(`script/${name}.sh`),
    ),
    ...SHARED.map((name) => read(`checks/${name}.sh`)),
  ].join("\n"),
);

/** The shell of one check, which defines `collect_ID`. */
export const collectOf = (check: string) => read(`checks/${check}/collect.sh`);

/** Lets the check of packages look: `part` is the body of the function that prints its parts, `variables` what others have told. */
export const packagesShell = (part: string, variables: string) =>
  `${shared}\n${collectOf("python")}\n${collectOf("packages")}\npart() { ${part} }\n${variables}\ncollect_packages`;
