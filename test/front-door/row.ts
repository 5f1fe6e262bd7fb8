import { expect } from "vitest";

/** What has to be seen of a text. */
export type Look = RegExp | ((text: string) => void);

/** What a command line has to do, or which other test runs it. */
export type Row = { line: RegExp } & (Run | Elsewhere | Suite);

interface Run {
  /** The exit code; several where chance or this machine decides. */
  code: number | readonly number[];
  /** Of standard output, which is else empty. */
  shows?: Look[];
  /** Of standard error, which is else empty. */
  says?: Look[];
  /** Of files in the user's folder that it writes. */
  files?: Readonly<Record<string, Look[]>>;
}

/** A line that needs what no home directory has: an engine, root's own folders, an hour. */
interface Elsewhere {
  /** The test that runs it, which names the document or the file that shows it. */
  test: string;
  names: string;
}

/** The tests themselves, of which this is one. */
interface Suite {
  suite: true;
}

export const isRun = (row: Row): row is { line: RegExp } & Run => "code" in row;
export const isElsewhere = (row: Row): row is { line: RegExp } & Elsewhere => "test" in row;

/** Throws where a text is not as it has to be; without any look it has to be empty. */
export function lookAt(text: string, looks: readonly Look[] = []): void {
  if (looks.length === 0) expect(text).toBe("");
  for (const look of looks)
    if (typeof look === "function") look(text);
    else expect(text).toMatch(look);
}

/** The last line of a whole answer of so many hosts. */
export const counts = (hosts: number): RegExp =>
  new RegExp(`^hosts ${hosts}: ${hosts} ok, 0 partial, 0 unreachable, 0 failed, 0 skipped · `, "m");

export const without =
  (pattern: RegExp): Look =>
  (text) =>
    expect(text).not.toMatch(pattern);

/** JSON that has this in it. */
export const json =
  (expected: object): Look =>
  (text) =>
    expect(JSON.parse(text)).toMatchObject(expected);

/** So many records, the head not counted. */
export const records =
  (count: number): Look =>
  (text) =>
    expect(text.trimEnd().split(/\r\n/)).toHaveLength(count + 1);

/** A snapshot or a log: a line of JSON each, of which so many are of that kind. */
export const lines =
  (key: string, value: string, count: number): Look =>
  (text) => {
    const all = text.trimEnd().split("\n");
    expect(all.map((line) => JSON.parse(line)).filter((line) => line[key] === value)).toHaveLength(count);
  };

export const PAGE: Look[] = [/^<!doctype html>/i, /<\/html>\s*$/];
