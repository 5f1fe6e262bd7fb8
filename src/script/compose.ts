import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { checkOptions, flag, type Kinds, listOf, object, required, text } from "../base/arguments.js";
import { remembered } from "../base/memoize.js";
import type { Check } from "../checks/check.js";
import { assertOrder } from "../checks/needs.js";

const read = (url: URL) => readFileSync(url, "utf8").trimEnd();
/** What everything else stands on, in this order. */
const base = ["prelude", "steering", "reader", "elf", "telling"].map((name) =>
  read(new URL(`./${name}.sh`, import.meta.url)),
);
const shared = read(new URL("../checks/installation.sh", import.meta.url));
const becoming = read(new URL("./become.sh", import.meta.url));
const installing = read(new URL("./installed.sh", import.meta.url));
const ending = read(new URL("./ending.sh", import.meta.url));

export interface ScriptOptions {
  /** Marks the frames; a new one for every host, so that no host can answer for another. */
  nonce: string;
  /** Seconds after which the script ends itself, whatever happens to the connection. */
  seconds: number;
  /** What the script itself asks for, a line `URL HOST PORT` each. */
  observe?: readonly string[];
  /** Runs without anybody at its standard input, and prints one stream, in which the lines of the other are marked. */
  standalone?: boolean;
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
  more: object,
};

/** How the script becomes root: whether a password stands before it. */
export interface BecomeOptions {
  secret: boolean;
}

const call = (check: Check, installation: string) =>
  check.keeps
    ? `KEEP=1 && section ${check.id} ${installation} ${check.seconds} && ${check.keeps}=$OUTPUT`
    : `KEEP= && section ${check.id} ${installation} ${check.seconds}`;

/** The calls in order: the host's sections once, then the installation's sections for each line discovered. */
function program(checks: readonly Check[]): string {
  const of = (level: Check["level"]) => checks.filter((check) => check.level === level);
  return [
    "# ---- program -------------------------------------------------------------------------------------------",
    ...of("host").map((check) => call(check, "0")),
    "n=0",
    "IFS=$NEWLINE",
    "for installation in $DISCOVERY; do",
    "  unset IFS",
    "  case $installation in master* | path*) ;; *) continue ;; esac",
    "  n=$((n + 1))",
    '  read_installation "$installation"',
    ...of("installation").map((check) => `  ${call(check, "$n")}`),
    "done",
  ].join("\n");
}

/**
 * Everything between the braces: the same for all hosts of a run, and put together once. Throws a TypeError where a
 * check lacks one that it needs.
 */
const body = remembered((checks: readonly Check[]): string => {
  assertOrder(checks);
  const own = checks.map((check) => `# ---- check: ${check.id}\n${shellOf(check)}`);
  const pieces = [`# ---- shared by the checks\n${withoutDirective(shared)}`, ...own];
  return [...base.map(withoutDirective), ...pieces, program(checks), withoutDirective(ending)].join("\n\n");
});

const shellOf = ({ collect }: Check) =>
  collect instanceof URL ? withoutDirective(read(collect)) : collect.shell;

const withoutDirective = (shell: string) => shell.replace(/^# shellcheck shell=sh\n/, "");

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
  const observe = lines.length > 0 ? `\nOBSERVE='${lines.join("\n")}'` : "";
  const head = `NONCE=${options.nonce} LIMIT=${Math.ceil(options.seconds)}${observe}`;
  const { more, standalone } = options;
  const text = more
    ? `MORE=1${secret(more)}\n${withoutDirective(becoming)}\n\n${body(checks)}`
    : body(checks);
  return `{\n${head}\n${standalone ? inOneStream(text) : text}\n}\n`;
}

const secret = (options: BecomeOptions) => (options.secret ? " SECRET=1" : "");

/** Becomes root with a password; then the script for root is read from standard input. */
export const composeBecome = (nonce: string): string => `{
NONCE=${nonce}${secret({ secret: true })}
${withoutDirective(becoming)}

trap '' PIPE
exec 3<&0 </dev/null
printf '\\n@%s ready\\n' "$NONCE"
become
exit
}
`;

/** Line by line, with a builtin: a program that buffers would put parts of lines between those of standard output. */
const inOneStream = (text: string) => `ALONE=1
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
export const composeInstalled = (checks: readonly Check[], version: string): string => `#!/bin/sh
# wsgi-audit ${version}. To be installed where only root can change it:
#   install -D -o root -m 755 THIS /usr/local/lib/wsgi-audit/collect
# In authorized_keys of the login, before its key:
#   restrict,command="/usr/local/lib/wsgi-audit/collect"
# To see what only root may see: command="sudo -n /usr/local/lib/wsgi-audit/collect", and in sudoers:
#   LOGIN ALL=(root) NOPASSWD: /usr/local/lib/wsgi-audit/collect
{
${withoutDirective(installing)}
SCRIPT='${scriptDigest(checks)} ${version}'
${body(checks)}
}
`;

/** Tells scripts apart in a snapshot: SHA-256 over all but nonce and limit. */
export const scriptDigest = (checks: readonly Check[]): string =>
  createHash("sha256").update(body(checks)).digest("hex");
