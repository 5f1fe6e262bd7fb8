import { groupBy } from "../../base/group-by.js";
/** Host ranges: `web[01:40].example.org` to names, and names back to `web[01-37,40].example.org`. */

/** More names than this in one range are taken for a slip of the keyboard. */
export const MOST_NAMES = 100_000;

/** A range that cannot be expanded. Its message names the range. */
export class HostRangeError extends Error {
  override readonly name = "HostRangeError";
}

/** `from`, `from-to`, `from:to` or `from:to:step`. */
const ITEM = /^([0-9]{1,15}|[A-Za-z])(?:[:-]([0-9]{1,15}|[A-Za-z])(?::([0-9]{1,9}))?)?$/;
/** Longer numbers would not be exact; as part of a name they are just text. */
const NUMBER_FIELD = /(?<![0-9])[0-9]{1,15}(?![0-9])/g;

/** A run of values, counted before it is spelled out. */
interface Run {
  count: number;
  value(index: number): string;
}

/**
 * The names of one range, the last bracket turning fastest. Brackets hold `01:40`, `01-40`, `1:9:2`, `a:f` or a
 * comma list of those; a leading zero pads. Text without brackets is its own only name.
 * Throws a HostRangeError.
 */
export function expandRange(text: string): string[] {
  const fields = splitFields(text);
  const total = fields.reduce((product, field) => product * countOf(field), 1);
  if (total > MOST_NAMES)
    throw new HostRangeError(`range "${text}" holds ${total} names; ${MOST_NAMES} is the most`);
  let names = [""];
  for (const field of fields) {
    const values = typeof field === "string" ? [field] : field.flatMap(valuesOf);
    names = names.flatMap((name) => values.map((value) => name + value));
  }
  return names;
}

/** Splits at the commas outside of brackets; empty parts are left out. */
export function splitNames(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  // Only a bracket that ends before another one begins holds commas together.
  for (const { 0: piece, index } of text.matchAll(/\[[^[\]]*\]|,/g)) {
    if (piece !== ",") continue;
    parts.push(text.slice(start, index));
    start = index + 1;
  }
  return [...parts, text.slice(start)].flatMap((part) => part.trim() || []);
}

function splitFields(text: string): (string | Run[])[] {
  const parts = text.split(/\[([^[\]]*)\]/);
  return parts.map((part, index) => {
    if (index % 2 === 1) return part.split(",").map((item) => parseItem(item.trim(), text));
    if (/[[\]]/.test(part)) throw new HostRangeError(`range "${text}" has an unmatched bracket`);
    return part;
  });
}

function countOf(field: string | Run[]): number {
  return typeof field === "string" ? 1 : field.reduce((sum, run) => sum + run.count, 0);
}

function valuesOf(run: Run): string[] {
  return Array.from({ length: run.count }, (_, index) => run.value(index));
}

function parseItem(item: string, text: string): Run {
  const match = ITEM.exec(item);
  const complain = (why: string) => new HostRangeError(`range "${text}": "[${item}]" ${why}`);
  if (match === null) throw complain("is not a range such as [01:40], [1:9:2] or [a:f]");
  const [, from = "", to, step = "1"] = match;
  if (to === undefined) return { count: 1, value: () => from };
  if (Number(step) < 1) throw complain("has a step of zero");
  if (isNumber(from) !== isNumber(to)) throw complain("mixes a number and a letter");
  return isNumber(from)
    ? numberRun(from, to, Number(step), complain)
    : letterRun(from, to, Number(step), complain);
}

function numberRun(from: string, to: string, step: number, complain: (why: string) => Error): Run {
  // [1:040] could mean 1 or 001.
  if (isPadded(to) && to.length !== from.length) throw complain("pads its ends to different widths");
  const width = isPadded(from) ? from.length : 0;
  const first = Number(from);
  return {
    count: countSteps(first, Number(to), step, complain),
    value: (index) => String(first + index * step).padStart(width, "0"),
  };
}

function letterRun(from: string, to: string, step: number, complain: (why: string) => Error): Run {
  if (/[a-z]/.test(from) !== /[a-z]/.test(to)) throw complain("mixes upper and lower case");
  const first = from.charCodeAt(0);
  return {
    count: countSteps(first, to.charCodeAt(0), step, complain),
    value: (index) => String.fromCharCode(first + index * step),
  };
}

function countSteps(first: number, last: number, step: number, complain: (why: string) => Error): number {
  if (last < first) throw complain("ends before it begins");
  return Math.floor((last - first) / step) + 1;
}

const isNumber = (text: string) => /^[0-9]/.test(text);
const isPadded = (text: string) => text.length > 1 && text.startsWith("0");

/** Names that differ in one number, as one text. */
export interface NameFold {
  text: string;
  /** The names that it stands for. */
  names: readonly string[];
}

/**
 * Host names as one line, `web[01-37,40].example.org,db1`, that splitNames and expandRange read back. One number of
 * each name is folded: the one that it shares with the most other names. Duplicates are dropped; linear but for
 * sorting numbers.
 */
export const foldNames = (names: Iterable<string>): string =>
  nameFolds(names)
    .map(({ text }) => text)
    .join(",");

/** The same, one by one. */
export function nameFolds(names: Iterable<string>): NameFold[] {
  const distinct = [...new Set(names)];
  const sizes = new Map<string, number>();
  for (const name of distinct)
    for (const field of numberFields(name)) sizes.set(field.key, (sizes.get(field.key) ?? 0) + 1);
  const fields = distinct.map((name) => ({
    name,
    ...(largest(numberFields(name), sizes) ?? { key: name, before: name, digits: "", after: "" }),
  }));
  const buckets = groupBy(fields, ({ key }) => key);
  return [...buckets.values()].map((bucket) => ({
    text: foldBucket(bucket),
    names: bucket.map(({ name }) => name),
  }));
}

/** One number of a name. Names with the same `key` differ in that number only. */
interface NumberField {
  key: string;
  before: string;
  digits: string;
  after: string;
}

/** Further ones stay as they are: each is told by the whole name around it. */
const MOST_FIELDS = 16;

const numberFields = (name: string): NumberField[] =>
  [...name.matchAll(NUMBER_FIELD)].slice(0, MOST_FIELDS).map((match) => {
    const before = name.slice(0, match.index);
    const after = name.slice(match.index + match[0].length);
    return { key: `${before}[]${after}`, before, digits: match[0], after };
  });

function largest(fields: NumberField[], sizes: ReadonlyMap<string, number>): NumberField | undefined {
  const size = (field: NumberField) => sizes.get(field.key) ?? 0;
  return fields.reduce<NumberField | undefined>(
    (best, field) => (best === undefined || size(field) > size(best) ? field : best),
    undefined,
  );
}

function foldBucket(bucket: NumberField[]): string {
  const [first] = bucket;
  if (first === undefined) return "";
  if (bucket.length === 1) return first.before + first.digits + first.after;
  return `${first.before}[${foldNumbers(bucket.map((field) => field.digits))}]${first.after}`;
}

function foldNumbers(digits: string[]): string {
  const runs: { from: string; to: string }[] = [];
  for (const text of digits.sort((a, b) => Number(a) - Number(b) || a.length - b.length)) {
    const run = runs.at(-1);
    if (run !== undefined && follows(run, text)) run.to = text;
    else runs.push({ from: text, to: text });
  }
  return runs.map(({ from, to }) => (from === to ? from : `${from}-${to}`)).join(",");
}

/** Whether expanding the run by one gives exactly this text: 9 and 10 make a run, 09 and 10 too, 9 and 010 do not. */
function follows(run: { from: string; to: string }, text: string): boolean {
  const width = isPadded(run.from) ? run.from.length : 0;
  return text === String(Number(run.to) + 1).padStart(width, "0");
}
