import { readFileSync } from "node:fs";
import { remembered } from "../base/memoize.js";
import type { Check } from "../checks/check.js";
import { assertOrder } from "../checks/needs.js";
import { insideText } from "./inside.js";
import { BASE, SHARED } from "./pieces.js";

const read = (url: URL) => readFileSync(url, "utf8").trimEnd();
const withoutDirective = (shell: string) => shell.replace(/^# shellcheck shell=sh\n/, "");
const piece = (name: string) => withoutDirective(read(new URL(`./${name}.sh`, import.meta.url)));
const first = piece("head");
const base = BASE.map(piece);
const shared = SHARED.map((name) => withoutDirective(read(new URL(`../checks/${name}.sh`, import.meta.url))));
const ending = piece("ending");
export const streams = piece("streams");
export const becoming = piece("become");
export const installing = piece("installed");

/** What judges where sudo stands: all that programs are found with. */
export const finding = base.filter((_, index) => BASE[index] !== "prelude");

const call = (check: Check, installation: string) =>
  check.keeps
    ? `KEEP=1 && section ${check.id} ${installation} ${check.seconds} && ${check.keeps}=$OUTPUT`
    : `KEEP= && section ${check.id} ${installation} ${check.seconds}`;

/** Where there is nothing to look at, its section costs no process. */
const callAtLast = (check: Check) =>
  `if ${check.last}; then ${call(check, "0")}; else mark begin ${check.id} 0 && mark end 0; fi`;

/** The calls in order: the host's sections once, then the installation's sections for each line discovered. */
function program(checks: readonly Check[]): string {
  const of = (level: Check["level"]) => checks.filter((check) => check.level === level && !check.last);
  return [
    "# ---- program -------------------------------------------------------------------------------------------",
    ...of("host").map((check) => call(check, "0")),
    "n=0",
    "IFS=$NEWLINE",
    "set -f",
    "for installation in $DISCOVERY; do",
    "  unset IFS",
    "  set +f",
    "  case $installation in master* | path*) ;; *) continue ;; esac",
    "  n=$((n + 1))",
    '  read_installation "$installation"',
    ...of("installation").map((check) => `  ${call(check, "$n")}`),
    "done",
    "unset IFS",
    "set +f",
    ...checks.filter(({ last }) => last).map(callAtLast),
  ].join("\n");
}

/** What every check may use. */
const common = [...base, ...shared];

const shellsOf = (checks: readonly Check[]) =>
  checks.map((check) => `# ---- check: ${check.id}\n${shellOf(check)}`);

/** What the program calls. Throws a TypeError where a check lacks one that it needs. */
const definitions = remembered((checks: readonly Check[]): string => {
  assertOrder(checks);
  return [...common, ...shellsOf(checks)].join("\n\n");
});

const programOf = (checks: readonly Check[]) => [program(checks), ending].join("\n\n");

/** Everything between the braces: the same for all hosts of a run, and put together once. */
export const body: (checks: readonly Check[]) => string = remembered((checks) =>
  [streams, definitions(checks), programOf(checks)].join("\n\n"),
);

/** What comes before all else: no variable of the login's is read where the script has not set one. */
export const headOf = (text: string): string => {
  const sums = [...text.matchAll(/\$\(\(([^)]*)\)/g)].flatMap(
    ([, sum = ""]) => sum.match(/[A-Za-z_]\w*/g) ?? [],
  );
  const read = [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = ""]) => name);
  const names = new Set([...read, ...sums]);
  for (const name of OTHERS) names.delete(name);
  return `${first}\n\n# The script's own variables.\n${wrapped(["unset", ...[...names].sort()])}`;
};

export const head: (checks: readonly Check[]) => string = remembered((checks) =>
  headOf([becoming, installing, body(checks)].join("\n")),
);

/** Inside of a container all is asked that is not opted in to, but for further containers and what the user alone asks. */
const inside = remembered((checks: readonly Check[]) => {
  const asked = checks.filter(({ id, last, optIn }) => !last && optIn === undefined && id !== USER);
  const text = insideText({
    head: [headOf(body(asked)), streams].join("\n\n"),
    definitions: definitions(asked),
    program: programOf(asked),
  });
  return { asked, text };
});

/** The inventory's own facts are about the host. */
const USER = "user";

/** The same where containers are asked: most of it stands there as text for their shells, which this shell reads, too. */
export function bodyWith(
  checks: readonly Check[],
  { containers = ["auto"], inside: all = checks }: Inner,
): string {
  if (!checks.some(({ last }) => last)) return body(checks);
  const setting = `CONTAINERS='${containers.join(" ")}'`;
  if (containers.includes("never"))
    return [streams, definitions(checks), setting, programOf(checks)].join("\n\n");
  assertOrder(checks);
  const { asked, text } = inside(all);
  const own = shellsOf(checks.filter((check) => !asked.includes(check)));
  return [streams, text, ...own, setting, programOf(checks)].join("\n\n");
}

export interface Inner {
  /** Which containers are asked inside: `auto` (all in which httpd runs), `never`, or patterns of their names. */
  containers?: readonly string[];
  /** What is asked in there, if it is more than is asked here. */
  inside?: readonly Check[];
}

/** The shell's, those that head.sh has set or lets through, and those of the line before it. */
const OTHERS =
  "PATH IFS PPID HOME SHELL TMPDIR SUDO_USER DOAS_USER NONCE LIMIT PROGRAMS LOGIN_LD_LIBRARY_PATH LOGIN_PATH LOGIN_SHELL LC_ALL USER LOGNAME PWD OLDPWD SHLVL LINENO OPTIND BASH_VERSION SHELLOPTS".split(
    " ",
  );

/** One command over several lines. */
function wrapped(words: readonly string[]): string {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length > 110) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join(" \\\n  ");
}

const shellOf = ({ collect }: Check) =>
  collect instanceof URL ? withoutDirective(read(collect)) : collect.shell;
