import { createHash } from "node:crypto";
import { checkOptions, flag, type Kinds, listOf, object, required, text } from "../base/arguments.js";
import { remembered } from "../base/memoize.js";
import type { Check } from "../checks/check.js";
import { becoming, body, bodyWith, finding, head, headOf, type Inner, installing, streams } from "./body.js";
import { withoutComments } from "./comments.js";

export interface ScriptOptions extends Inner {
  /** Marks the frames; a new one for every host, so that no host can answer for another. */
  nonce: string;
  /** Seconds after which the script ends itself, whatever happens to the connection. */
  seconds: number;
  /** What the script itself asks for, a line `URL HOST PORT` each. */
  observe?: readonly string[];
  /** Runs without anybody at its standard input, and prints one stream, in which the lines of the other are marked. */
  standalone?: boolean;
  /** Whether it has its comments, for those who read it: a host does not. True if undefined. */
  comments?: boolean;
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
  comments: flag,
  more: object,
};

/** How the script becomes root. */
interface BecomeOptions {
  /** Whether a password stands before it. */
  secret: boolean;
  /** The programs that may do it: the first that is there. Those of `become.sh` if undefined. */
  ways?: string | undefined;
}

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
  const { more, comments = true } = options;
  const parts = comments ? partsOf(checks, options) : brief(checks, options);
  return [
    "{",
    `NONCE=${options.nonce} LIMIT=${Math.ceil(options.seconds)}`,
    parts.head,
    ...(lines.length > 0 ? [`OBSERVE='${lines.join("\n")}'`] : []),
    ...(more ? [`MORE=1${settingsOf(more)}`] : []),
    parts.text,
    "}\n",
  ].join("\n");
}

/** All that is the same for every host that is asked so. */
interface Parts {
  head: string;
  text: string;
}

type Asked = Inner & Pick<ScriptOptions, "more" | "standalone">;

function partsOf(checks: readonly Check[], options: Asked): Parts {
  const whole = bodyWith(checks, options);
  const text = options.more ? `${becoming}\n\n${whole}` : whole;
  return { head: head(checks), text: options.standalone ? inOneStream(text) : text };
}

/** Those that were made for hosts, by checks, checks inside, and what else is asked. */
const known = remembered((_: readonly Check[]) =>
  remembered((_: readonly Check[]) => new Map<string, Parts>()),
);

/** Without comments: made once, as that takes longer than all else that a host costs here. */
function brief(checks: readonly Check[], options: Asked): Parts {
  const { containers, inside = checks, more, standalone } = options;
  const made = known(checks)(inside);
  const key = JSON.stringify([containers, more !== undefined, standalone]);
  const parts = made.get(key) ?? partsOf(checks, options);
  if (made.has(key)) return parts;
  const short = { head: withoutComments(parts.head), text: withoutComments(parts.text) };
  made.set(key, short);
  return short;
}

const settingsOf = ({ secret, ways }: BecomeOptions) =>
  `${secret ? " SECRET=1" : ""}${ways === undefined ? "" : ` WAYS='${ways}'`}`;

/** Becomes root with a password; then the script for root is read from standard input. */
export const composeBecome = (nonce: string, ways?: string): string => `{
NONCE=${nonce}
${headOf([...finding, becoming].join("\n"))}
SECRET=1${ways === undefined ? "" : ` WAYS='${ways}'`}
${streams}

${finding.join("\n\n")}

${becoming}

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
${installing}
SCRIPT='${scriptDigest(checks)} ${version}'
${bodyWith(checks, { containers })}
}
`;

/** Tells scripts apart in a snapshot: SHA-256 over all but nonce and limit. */
export const scriptDigest = (checks: readonly Check[]): string =>
  createHash("sha256")
    .update(head(checks) + body(checks))
    .digest("hex");
