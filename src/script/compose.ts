import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { checkOptions, flag, type Kinds, listOf, object, required, text } from "../base/arguments.js";
import { remembered } from "../base/memoize.js";
import type { Check } from "../checks/check.js";
import { assertOrder } from "../checks/needs.js";
import { insideText } from "./inside.js";
import { BASE, SHARED } from "./pieces.js";

const read = (url: URL) => readFileSync(url, "utf8").trimEnd();
const withoutDirective = (shell: string) => shell.replace(/^# shellcheck shell=sh\n/, "");
const piece = (name: string) => read(new URL(`./${name}.sh`, import.meta.url));
const first = piece("head");
const base = BASE.map(piece);
const shared = SHARED.map((name) => read(new URL(`../checks/${name}.sh`, import.meta.url)));
const becoming = piece("become");
const installing = piece("installed");
const ending = piece("ending");

export interface ScriptOptions {
  /** Marks the frames; a new one for every host, so that no host can answer for another. */
  nonce: string;
  /** Seconds after which the script ends itself, whatever happens to the connection. */
  seconds: number;
  /** What the script itself asks for, a line `URL HOST PORT` each. */
  observe?: readonly string[];
  /** Runs without anybody at its standard input, and prints one stream, in which the lines of the other are marked. */
  standalone?: boolean;
  /** Which containers are asked inside: `auto` (all in which httpd runs), `never`, or patterns of their names. */
  containers?: readonly string[];
  /** What is asked in there, if it is more than is asked here. */
  inside?: readonly Check[];
  /** Waits after its end for what is next, and goes on as root where that is it. */
  more?: BecomeOptions;
}

const OPTIONS: Kinds<ScriptOptions> = {
  nonce: required(text),
  seconds: required({
    is: (value) => Number.isFinite(value) && (value as number) > 0,
    expected: "a number above 0",
  }),
  observe: listOf(text),
  standalone: flag,
  containers: listOf(text),
  inside: listOf(object),
  more: object,
};

/** How the script becomes root. */
interface BecomeOptions {
  /** Whether a password stands before it. */
  secret: boolean;
  /** The programs that may do it: the first that is there. Those of `become.sh` if undefined. */
  ways?: string | undefined;
}

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

/** What the program calls. Throws a TypeError where a check lacks one that it needs. */
const definitions = remembered((checks: readonly Check[]): string => {
  assertOrder(checks);
  const own = checks.map((check) => `# ---- check: ${check.id}\n${shellOf(check)}`);
  return [...[...base, ...shared].map(withoutDirective), ...own].join("\n\n");
});

const programOf = (checks: readonly Check[]) => [program(checks), withoutDirective(ending)].join("\n\n");

/** Everything between the braces: the same for all hosts of a run, and put together once. */
const body = remembered((checks: readonly Check[]) => `${definitions(checks)}\n\n${programOf(checks)}`);

/** What comes before all else: no variable of the login's is read where the script has not set one. */
const headOf = (text: string): string => {
  const sums = [...text.matchAll(/\$\(\(([^)]*)\)/g)].flatMap(
    ([, sum = ""]) => sum.match(/[A-Za-z_]\w*/g) ?? [],
  );
  const read = [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = ""]) => name);
  const names = new Set([...read, ...sums]);
  for (const name of OTHERS) names.delete(name);
  return `${withoutDirective(first)}\n\n# The script's own variables.\n${wrapped(["unset", ...[...names].sort()])}`;
};

const head = remembered((checks: readonly Check[]) =>
  headOf([becoming, installing, body(checks)].join("\n")),
);

/** Inside of a container all is asked that is not opted in to, but for further containers and what the user alone asks. */
const inside = remembered((checks: readonly Check[]): string => {
  const asked = checks.filter(({ id, last, optIn }) => !last && optIn === undefined && id !== USER);
  return insideText(`${headOf(body(asked))}\n${body(asked)}`);
});

/** The inventory's own facts are about the host. */
const USER = "user";

/** The same with what containers are asked, where they are. */
function bodyWith(checks: readonly Check[], { containers = ["auto"], inside: all = checks }: Inner): string {
  if (!checks.some(({ last }) => last)) return body(checks);
  const own = containers.includes("never") ? [] : [inside(all)];
  const setting = `CONTAINERS='${containers.join(" ")}'`;
  return [definitions(checks), ...own, setting, programOf(checks)].join("\n\n");
}

type Inner = Pick<ScriptOptions, "containers" | "inside">;

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

/**
 * The one script that runs on a host, on standard input of `sh -s`.
 *
 * One brace holds it all: the shell reads up to its end before it runs anything, and what is left of standard
 * input is the life-line.
 */
export function composeScript(checks: readonly Check[], options: ScriptOptions): string {
  checkOptions("composeScript", options, OPTIONS);
  if (!/^[0-9a-f]{16,64}$/.test(options.nonce)) throw new TypeError("a nonce is 16 to 64 hexadecimal digits");
  const lines = options.observe ?? [];
  if (lines.some((line) => /['\n]/.test(line)))
    throw new TypeError("a URL holds no quotes and no line breaks");
  const patterns = options.containers ?? [];
  if (patterns.some((pattern) => !/^!?[\w.*?-]+$/.test(pattern)))
    throw new TypeError("containers are named by letters, digits, `_`, `.`, `-`, `*` and `?`");
  const { more, standalone } = options;
  const whole = bodyWith(checks, options);
  const text = more ? `${withoutDirective(becoming)}\n\n${whole}` : whole;
  return [
    "{",
    `NONCE=${options.nonce} LIMIT=${Math.ceil(options.seconds)}`,
    head(checks),
    ...(lines.length > 0 ? [`OBSERVE='${lines.join("\n")}'`] : []),
    ...(more ? [`MORE=1${settingsOf(more)}`] : []),
    standalone ? inOneStream(text) : text,
    "}\n",
  ].join("\n");
}

const settingsOf = ({ secret, ways }: BecomeOptions) =>
  `${secret ? " SECRET=1" : ""}${ways === undefined ? "" : ` WAYS='${ways}'`}`;

/** What judges where sudo stands: all that programs are found with. */
const finding = base.filter((_, index) => BASE[index] !== "prelude").map(withoutDirective);

/** Becomes root with a password; then the script for root is read from standard input. */
export const composeBecome = (nonce: string, ways?: string): string => `{
NONCE=${nonce}
${headOf([...finding, becoming].join("\n"))}
SECRET=1${ways === undefined ? "" : ` WAYS='${ways}'`}
trap '' PIPE
exec 3<&0 </dev/null
${finding.join("\n\n")}

${withoutDirective(becoming)}

become
exit
}
`;

/** Line by line, with a builtin: a program that buffers would put parts of lines between those of standard output. */
const inOneStream = (text: string) => `ALONE=1
# Whoever may read this file may not forge what it prints.
{ IFS=- read -r first second third fourth fifth </proc/sys/kernel/random/uuid && NONCE=$first$second$third$fourth$fifth; } 2>/dev/null
exec 4>&1
{
${text}
} 2>&1 >&4 | while IFS= read -r line || [ "$line" ]; do
  printf '@%s e %s\\n' "$NONCE" "$line" >&4
done`;

/**
 * The same script to be installed on a host, for a key that may run nothing else. Of its standard input it takes nonce
 * and time limit; the rest is its life-line.
 */
export const composeInstalled = (
  checks: readonly Check[],
  version: string,
  containers: readonly string[] = ["auto"],
): string => `#!/bin/sh
# wsgi-audit ${version}. To be installed where only root can change it:
#   install -D -o root -m 755 THIS /usr/local/lib/wsgi-audit/collect
# In authorized_keys of the login, before its key:
#   restrict,command="/usr/local/lib/wsgi-audit/collect"
# To see what only root may see: command="sudo -n /usr/local/lib/wsgi-audit/collect", and in sudoers:
#   LOGIN ALL=(root) NOPASSWD: /usr/local/lib/wsgi-audit/collect
{
${head(checks)}
${withoutDirective(installing)}
SCRIPT='${scriptDigest(checks)} ${version}'
${bodyWith(checks, { containers })}
}
`;

/** Tells scripts apart in a snapshot: SHA-256 over all but nonce and limit. */
export const scriptDigest = (checks: readonly Check[]): string =>
  createHash("sha256")
    .update(head(checks) + body(checks))
    .digest("hex");
