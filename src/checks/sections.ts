import { absent, denied, failed } from "../check.js";
import type { Gap, Part, Section } from "../model.js";

/** A part of a section by its name. */
export const partOf = (section: Section | undefined, name: string): Part | undefined =>
  section?.parts.find((part) => part.name === name);

/** Standard output of a part, without the line break at its end; "" if there is none. */
export const textOf = (section: Section | undefined, name: string): string =>
  withoutBreaks(partOf(section, name)?.stdout ?? "");

/** An expression would try every line break of a long text. */
function withoutBreaks(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === "\n") end -= 1;
  return text.slice(0, end);
}

/** Its lines, empty ones left out. */
export const linesOf = (section: Section | undefined, name: string): string[] =>
  textOf(section, name)
    .split("\n")
    .filter((line) => line !== "");

/** The first line, or undefined where nothing was printed. */
export const lineOf = (section: Section | undefined, name: string): string | undefined =>
  linesOf(section, name)[0];

const PERMISSION = /permission denied|operation not permitted|not permitted/i;

/** Why a part has nothing to say: no permission, not run to its end, or nothing there. */
export function whyEmpty(section: Section | undefined, name: string, nothing: string): Gap {
  const part = partOf(section, name);
  if (!part) return section?.timedOut ? failed("the section ran into its time limit") : absent(nothing);
  if (PERMISSION.test(part.stderr)) return denied(firstLine(part.stderr));
  if (part.status === null) return failed("its output was cut off");
  if (part.status === 127) return failed(firstLine(part.stderr) || "the host has no tool for it");
  if (part.status > 128) return failed(`ended by signal ${part.status - 128}`);
  return absent(nothing);
}

const firstLine = (text: string) => text.trim().split("\n")[0]?.trim() ?? "";

/** The value of `NAME=value` lines, quotes taken off. */
export function assignments(lines: readonly string[]): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const line of lines) {
    const match = /^([A-Za-z_][A-Za-z0-9_]*)=(?:"(.*)"|'(.*)'|(.*))$/.exec(line);
    if (match?.[1]) pairs.set(match[1], match[2] ?? match[3] ?? match[4] ?? "");
  }
  return pairs;
}
