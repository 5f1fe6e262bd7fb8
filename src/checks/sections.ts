import type { Gap } from "../model/fact.js";
import type { Part, Section } from "../model/snapshot.js";
import { absent, denied, failed } from "./check.js";

/** A part of a section by its name. */
export const partOf = (section: Section | undefined, name: string): Part | undefined =>
  section?.parts.find((part) => part.name === name);

/** Standard output of a part, without the line break at its end; "" if there is none. */
export const textOf = (section: Section | undefined, name: string): string =>
  withoutLineEnd(partOf(section, name)?.stdout ?? "");

/** A pattern would look at every line break of a million as at the first of those at the end. */
function withoutLineEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === "\n") end -= 1;
  return text.slice(0, end);
}

const linesBefore = new WeakMap<Part, readonly string[]>();

/** Its lines, empty ones left out. Several parsers ask for those of one part, which lives as long as its host's answer. */
export function linesOf(section: Section | undefined, name: string): readonly string[] {
  const part = partOf(section, name);
  if (!part) return [];
  const before = linesBefore.get(part);
  if (before) return before;
  const lines = part.stdout.split("\n").filter((line) => line !== "");
  linesBefore.set(part, lines);
  return lines;
}

/** The first line, or undefined where nothing was printed. */
export const lineOf = (section: Section | undefined, name: string): string | undefined =>
  linesOf(section, name)[0];

const PERMISSION = /permission denied|operation not permitted|not permitted/i;

/** Why a section did not come to its end; undefined where it did. */
export function whyCutShort({ timedOut, status }: Section): Gap | undefined {
  if (timedOut) return failed("the section ran into its time limit");
  return status === null ? failed("its output was cut off") : undefined;
}

/** Why a part has nothing to say: no permission, not run to its end, or nothing there. */
export function whyEmpty(section: Section | undefined, name: string, nothing: string): Gap {
  const part = partOf(section, name);
  if (!part) return (section && whyCutShort(section)) ?? absent(nothing);
  if (PERMISSION.test(part.stderr)) return denied(firstLine(part.stderr));
  const unread = lineWith(part.stderr, UNREAD);
  if (unread !== undefined) return failed(unread);
  if (part.status === null) return failed("its output was cut off");
  if (part.status === 127) return failed(firstLine(part.stderr) || "the host has no tool for it");
  if (part.status > 128) return failed(`ended by signal ${part.status - 128}`);
  return absent(nothing);
}

/** The script's own words about a file that it leaves alone: no regular one, too large, too slow. */
const UNREAD = " is not read: ";

const lineWith = (text: string, phrase: string) =>
  text
    .split("\n")
    .find((line) => line.includes(phrase))
    ?.trim();

/** Why a part could not read a file that is there; undefined where it could, or there is none. */
export function whyUnread(section: Section, name: string): Gap | undefined {
  const gap = whyEmpty(section, name, "");
  return partOf(section, name) === undefined || gap.outcome === "absent" ? undefined : gap;
}

const firstLine = (text: string) => text.trim().split("\n")[0]?.trim() ?? "";

/**
 * What stands behind a phrase, in the first line where `pattern`, which begins with `^`, matches there. A pattern that
 * looks for the phrase itself tries each of a million of them up to the end of the line.
 */
export function behind(text: string, phrase: string, pattern: RegExp): RegExpExecArray | undefined {
  for (const line of text.split("\n")) {
    const at = line.indexOf(phrase);
    const match = at < 0 ? null : pattern.exec(line.slice(at + phrase.length));
    if (match) return match;
  }
  return undefined;
}

/** A whole number as programs print it; undefined for what is none, or none that can be counted with. */
export const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

/** The value of `NAME=value` lines, quotes taken off. */
export function assignments(lines: readonly string[]): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const line of lines) {
    const match = /^([A-Za-z_][A-Za-z0-9_]*)=(?:"(.*)"|'(.*)'|(.*))$/.exec(line);
    if (match?.[1]) pairs.set(match[1], match[2] ?? match[3] ?? match[4] ?? "");
  }
  return pairs;
}
