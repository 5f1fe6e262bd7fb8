import { Float } from "./variables.js";

/**
 * Values of INI inventories. Ansible reads them as literals of Python where they are such, and as plain text where
 * not: `22 # comment` is the number, but `deploy # comment` is a login name of three words.
 */

const END = String.raw`\s*(?:#.*)?$`;
const INTEGER = new RegExp(
  `^([+-]?)(0[xX][0-9a-fA-F]+(?:_[0-9a-fA-F]+)*|0[oO][0-7]+(?:_[0-7]+)*|0[bB][01]+(?:_[01]+)*|[1-9]\\d*(?:_\\d+)*|0+(?:_0+)*)${END}`,
);
const FLOAT = new RegExp(
  `^([+-]?(?:\\d+(?:_\\d+)*\\.(?:\\d+(?:_\\d+)*)?|\\.\\d+(?:_\\d+)*|\\d+(?:_\\d+)*(?=[eE]))(?:[eE][+-]?\\d+)?)${END}`,
);
const NAME = new RegExp(`^(True|False|None)${END}`);
const NAMES: Readonly<Record<string, unknown>> = { True: true, False: false, None: null };

/** Pieces of text side by side are one text. */
const STRING = /\s*([rRuU]?)(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")/y;
const STRINGS_END = new RegExp(`^${END}`);

/** The value of a text; the text itself where it is no literal. Lists and mappings stay text: none are mapped. */
export function literalOf(text: string): unknown {
  if (NAME.test(text)) return NAMES[NAME.exec(text)?.[1] ?? ""];
  const [, sign = "", digits] = INTEGER.exec(text) ?? [];
  if (digits !== undefined) return integer(sign, digits.replaceAll("_", ""));
  const [, float] = FLOAT.exec(text) ?? [];
  if (float !== undefined) return new Float(Number(float.replaceAll("_", "")));
  return stringOf(text) ?? text;
}

function integer(sign: string, digits: string): number | bigint {
  const value = BigInt(digits) * (sign === "-" ? -1n : 1n);
  const exact = Number(value);
  return Number.isSafeInteger(exact) ? exact : value;
}

function stringOf(text: string): string | undefined {
  STRING.lastIndex = 0;
  let whole: string | undefined;
  for (let end = 0; ; end = STRING.lastIndex) {
    const match = STRING.exec(text);
    if (match === null) return STRINGS_END.test(text.slice(end)) ? whole : undefined;
    const [, prefix = "", single, double] = match;
    const inside = single ?? double ?? "";
    whole = (whole ?? "") + (/r/i.test(prefix) ? inside : decode(inside));
  }
}

const ESCAPE = /\\(?:([\\'"abfnrtv])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3}))/g;
const LETTERS: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

function decode(text: string): string {
  return text.replace(
    ESCAPE,
    (whole, letter?: string, x?: string, u?: string, long?: string, octal?: string) => {
      if (letter !== undefined) return LETTERS[letter] ?? letter;
      const code =
        octal === undefined ? Number.parseInt(x ?? u ?? long ?? "", 16) : Number.parseInt(octal, 8);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
