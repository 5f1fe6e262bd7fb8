import fc from "fast-check";
import { EVIL } from "./words.js";

/** One change of a text; places count in ten-thousandths, so that they mean something in a text of any length. */
export interface Mutation {
  kind: (typeof KINDS)[number];
  at: number;
  to: number;
  word: string;
  times: number;
}

const KINDS = [
  "insert",
  "insert-line",
  "replace-token",
  "replace-token",
  "cut",
  "truncate",
  "double-line",
  "swap-lines",
  "drop-line",
  "repeat",
  "nest",
] as const;

/** Pairs that nest: what opens, what closes. */
export type Brackets = readonly (readonly [open: string, close: string])[];

const WHOLE = 10_000;
/** A mutated text is seldom longer than its seed and this. */
const LONGEST_REPEAT = 6_000;

const place = fc.nat(WHOLE - 1);

/** Mutations with the words of a language and those that are evil everywhere. */
export function mutations(words: readonly string[], atMost = 5): fc.Arbitrary<Mutation[]> {
  const word = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...(words.length > 0 ? words : EVIL)) },
    { weight: 4, arbitrary: fc.constantFrom(...EVIL) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
  );
  const times = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 5 }) },
    { weight: 1, arbitrary: fc.integer({ min: 100, max: 3000 }) },
  );
  const mutation = fc.record({ kind: fc.constantFrom(...KINDS), at: place, to: place, word, times });
  return fc.array(mutation, { minLength: 1, maxLength: atMost });
}

/** A text after its mutations. Pure. */
export const mutated = (text: string, all: readonly Mutation[], brackets: Brackets = []): string =>
  all.reduce((before, mutation) => mutate(before, mutation, brackets), text);

function mutate(text: string, mutation: Mutation, brackets: Brackets): string {
  const [start, end] = [mutation.at, mutation.to]
    .sort((a, b) => a - b)
    .map((at) => position(text.length, at));
  const { kind, word, times } = mutation;
  const from = start ?? 0;
  if (kind === "insert") return text.slice(0, from) + word + text.slice(from);
  if (kind === "replace-token") return replaceToken(text, from, word);
  if (kind === "cut") return text.slice(0, from) + text.slice(Math.min(end ?? 0, from + 200));
  if (kind === "truncate") return text.slice(0, position(text.length, mutation.to));
  if (kind === "repeat") return text.slice(0, from) + repeated(word, times) + text.slice(from);
  if (kind === "nest") return nested(text, mutation, brackets);
  return mutateLines(text.split("\n"), mutation).join("\n");
}

const position = (length: number, at: number) => Math.floor((at * (length + 1)) / WHOLE);

const repeated = (word: string, times: number) =>
  word.repeat(Math.min(times, Math.ceil(LONGEST_REPEAT / Math.max(1, word.length))));

/** The word or the single character that stands there. */
function replaceToken(text: string, at: number, word: string): string {
  const token = /[\w.-]+|[\s\S]/y;
  let start = at;
  while (start > 0 && at - start < 80 && /[\w.-]/.test(text[start - 1] ?? "")) start -= 1;
  token.lastIndex = start;
  const found = token.exec(text)?.[0] ?? "";
  return text.slice(0, start) + word + text.slice(start + found.length);
}

function nested(text: string, { at, word, times }: Mutation, brackets: Brackets): string {
  const [open, close] = brackets[at % Math.max(1, brackets.length)] ?? [word, ""];
  return repeated(open, times) + text + (at % 2 === 0 ? repeated(close, times) : "");
}

function mutateLines(lines: readonly string[], { kind, at, to, word, times }: Mutation): string[] {
  const [one, other] = [at, to].map((each) => Math.floor((each * lines.length) / WHOLE)) as [number, number];
  const line = lines[one] ?? "";
  if (kind === "insert-line") return lines.toSpliced(one, 0, word);
  if (kind === "drop-line") return lines.toSpliced(one, 1);
  if (kind === "swap-lines") return lines.with(one, lines[other] ?? "").with(other, line);
  const copies = Math.min(times, Math.ceil(LONGEST_REPEAT / Math.max(1, line.length)));
  return lines.toSpliced(one, 0, ...Array.from({ length: copies }, () => line));
}

/** A mutated seed. */
export const mutatedText = (
  seeds: readonly string[],
  words: readonly string[],
  brackets: Brackets = [],
): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...seeds), mutations(words)).map(([seed, all]) => mutated(seed, all, brackets));

/** The bytes of a text: as UTF-8, or a byte for each character, which mostly is no UTF-8. */
export const bytesOf = (text: string, raw: boolean): Buffer => Buffer.from(text, raw ? "latin1" : "utf8");
