import { z } from "zod";
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

const scalar = z.union([z.string(), z.number(), z.boolean()]);
export const expectation = z.union(
  [
    scalar,
    z.array(scalar),
    z.strictObject({ pattern: text }),
    z.strictObject({ range: text }),
    z.strictObject({
      one_of: z.array(z.union([scalar, z.array(scalar)])).min(1, "expected at least one value"),
    }),
  ],
  "expected a value, a list, { pattern: REGEXP }, { range: RANGE } or { one_of: [VALUE, ...] }",
);
export const factId = z
  .string()
  .regex(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$/, "expected a fact id such as python.library.version");

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
