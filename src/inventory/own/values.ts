import * as z from "zod";
import { suggestion } from "../../base/suggestion.js";
import { DURATION_PATTERN, parseDuration } from "./duration.js";
import { splitWords, wordsOf } from "./shell-words.js";

/** What values of the inventory look like, each with what is said of one that does not. */

export const SECRET_MESSAGE =
  "a secret is given by reference: { env: NAME }, { file: PATH } or { command: COMMAND }; a literal is refused";

const ENVIRONMENT_MESSAGE = "expected the name of an environment variable";

export const text = z.string().min(1, "expected text, not nothing");
export const oneOrMore = (what: string, least: number) =>
  z.union(
    [text, z.array(text).min(least, `expected ${what} or a list of them, not an empty one`)],
    `expected ${what} or a list of them`,
  );

export const duration = z
  .string("expected a duration with its unit, such as 10s, 2m or 500ms")
  .regex(DURATION_PATTERN, "expected a duration such as 10s, 2m or 500ms")
  .refine((value) => parseDuration(value) !== undefined, "expected a duration between 1ms and 24h");

export const secret = z.union(
  [
    z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, ENVIRONMENT_MESSAGE) }),
    z.strictObject({ file: text }),
    z.strictObject({ command: text }),
  ],
  SECRET_MESSAGE,
);

/** What a command of the user's own may have filled in. */
export const PLACEHOLDERS = ["host", "name", "user", "port"] as const;
const PLACEHOLDER = /\{([a-z_]+)\}/g;

const WAYS = ["auto", "ssh2", "openssh", "local"] as const;
const COMMAND = z.array(text).min(1, "expected the words of a command, not an empty list");

/** The first thing in braces that nothing is known for. */
const unknownPlaceholder = (words: readonly string[]): string | undefined =>
  words
    .flatMap((word) => Array.from(word.matchAll(PLACEHOLDER), ([, name = ""]) => name))
    .find((name) => !PLACEHOLDERS.some((known) => known === name));

export const transport = z
  .union([z.enum(WAYS), z.strictObject({ command: COMMAND })], {
    error: ({ input }) =>
      `expected ${WAYS.join(" or ")}, or { command: [WORD, ...] }${typeof input === "string" ? suggestion(input, WAYS) : ""}`,
  })
  .refine((value) => typeof value === "string" || unknownPlaceholder(value.command) === undefined, {
    error: ({ input }) => {
      const name = unknownPlaceholder((input as { command: string[] }).command) ?? "";
      const known = PLACEHOLDERS.map((each) => `{${each}}`).join(", ");
      return `there is no {${name}}${suggestion(name, PLACEHOLDERS)}; filled in are ${known}`;
    },
  });

/** Each word with its placeholders filled in; it stays one word, whatever it is filled with. */
export const fillWords = (
  words: readonly string[],
  values: Readonly<Record<(typeof PLACEHOLDERS)[number], string>>,
): string[] =>
  words.map((word) => word.replace(PLACEHOLDER, (_, name: (typeof PLACEHOLDERS)[number]) => values[name]));

const PATTERN_OF_CONTAINERS =
  "expected the name of a container, in which * and ? may stand, and a ! before it";
export const containers = z.union(
  [
    z.enum(["auto", "never"]),
    z
      .array(z.string().regex(/^!?[A-Za-z0-9_.*?-]+$/, PATTERN_OF_CONTAINERS))
      .min(1, "expected patterns of names, not an empty list"),
  ],
  {
    error: ({ input }) =>
      `expected auto or never, or a list of names${typeof input === "string" ? suggestion(input, ["auto", "never"]) : ""}`,
  },
);

const scalar = z.union([z.string(), z.number(), z.boolean()]);
export const expectation = z.union(
  [
    scalar,
    z.array(scalar),
    z.strictObject({ pattern: text }),
    z.strictObject({ range: text }),
    z.strictObject({ at_least: text }),
    z.strictObject({
      one_of: z.array(z.union([scalar, z.array(scalar)])).min(1, "expected at least one value"),
    }),
  ],
  "expected a value, a list, { pattern: REGEXP }, { range: RANGE }, { at_least: VERSION } or { one_of: [VALUE, ...] }",
);
export const factId = z
  .string()
  .regex(
    /^([a-z][a-z0-9_]*(\.[a-z0-9_]+)+|app\.package\.[A-Za-z0-9._-]+)$/,
    "expected a fact id such as python.library.version",
  );

const observedUrl = z
  .string("expected a URL such as http://www.example.org/wsgi-audit")
  .regex(
    /^https?:\/\/(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_.-]+)(:\d{1,5})?\/[A-Za-z0-9_.~%!$&()*+,;=:/?-]*$/,
    "expected a URL such as http://www.example.org/wsgi-audit, without user, password and fragment",
  )
  .refine((url) => URL.canParse(url), "expected a URL such as http://www.example.org/wsgi-audit");
export const observed = z.union(
  [
    observedUrl,
    z.strictObject({
      url: observedUrl,
      connect: z
        .string()
        .regex(
          /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_.-]+)(:\d{1,5})?$/,
          "expected an address such as 127.0.0.1:8080",
        )
        .describe("Where the host itself dials; by default its loopback and the URL's port."),
    }),
  ],
  "expected a URL, or { url: URL, connect: ADDRESS }",
);

/** Of ssh's options, those that say how to reach a host: none that run, forward or hide anything here. */
const SSH_OPTION = /^-(?:[46C]|[oiJpl].*)$/s;
const TAKES_VALUE = /^-[oiJpl]$/;

/** The first word of ssh's command line that is not for an inventory; undefined if all are. */
export function wrongSshArg(value: string | string[]): string | undefined {
  const words = [...wordsOf(value)];
  for (let word = words.shift(); word !== undefined; word = words.shift())
    if (!SSH_OPTION.test(word) || (TAKES_VALUE.test(word) && words.shift() === undefined)) return word;
  return undefined;
}

export const sshArgs = z
  .string()
  .refine((value) => splitWords(value) !== undefined, "expected options of ssh; a quotation does not end");

export const count = (what: string) => z.int(what).min(1, what).max(1024, what);
