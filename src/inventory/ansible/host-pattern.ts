import { isIPv6 } from "node:net";
import { MOST_NAMES } from "../select/ranges.js";

/** Names of hosts as Ansible writes them: ranges such as `web[01:20]`, and a port behind a colon. */

/** A pattern that cannot be expanded. Its message names the pattern. */
export class HostPatternError extends Error {}

export interface HostPattern {
  names: string[];
  port?: number;
}

/** Throws a HostPatternError. */
export function expandHostPattern(pattern: string): HostPattern {
  const { host, port } = splitPort(pattern);
  if (port === undefined && pattern.trim().endsWith(":"))
    throw new HostPatternError(`"${pattern}" ends in a colon, which is for a port`);
  return { names: expand(host), ...(port !== undefined && { port }) };
}

const BRACKETED = /^\[(.+)\]:(\d+)$/;
const PLAIN = /^((?:[^:[\]]|\[[^\]]*\])*):(\d+)$/;
const RANGE = String.raw`\[(?:[a-z]:[a-z]|\d+:\d+)(?::\d+)?\]`;
const LABEL = String.raw`(?:\w|${RANGE})(?:[\w-]|${RANGE})*(?<![_-])`;
const HOST_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, "iu");
const ADDRESS_RANGE = /\[[0-9a-f]+:[0-9a-f]+(?::\d+)?\]/gi;

/** What is not a name or an address before its port is a name as a whole, colon and all. */
function splitPort(pattern: string): { host: string; port?: number } {
  let [host, port]: [string, number | undefined] = [pattern, undefined];
  for (const form of [BRACKETED, PLAIN]) {
    const [, inner, digits] = form.exec(host) ?? [];
    if (inner !== undefined) [host, port] = [inner, Number(digits)];
  }
  if (port === undefined || !isHost(host)) return { host: pattern };
  return { host, port };
}

const isHost = (host: string) =>
  HOST_NAME.test(host) || (!host.includes("%") && isIPv6(host.replace(ADDRESS_RANGE, "1")));

/** Brackets from left to right, the last one turning fastest. */
function expand(pattern: string): string[] {
  const parts = pattern.split(/\[([^\]]*)\]/);
  if (parts.some((part, index) => index % 2 === 0 && /[[\]]/.test(part)))
    throw new HostPatternError(`"${pattern}" has an unmatched bracket`);
  let names = [parts[0] ?? ""];
  for (let index = 1; index < parts.length; index += 2) {
    const values = valuesOf(parts[index] ?? "", pattern);
    if (names.length * values.length > MOST_NAMES)
      throw new HostPatternError(`"${pattern}" holds more than ${MOST_NAMES} names`);
    const after = parts[index + 1] ?? "";
    names = names.flatMap((name) => values.map((value) => name + value + after));
  }
  return names;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** `begin:end` or `begin:end:step`; without a beginning it is 0. A leading zero pads. */
function valuesOf(range: string, pattern: string): string[] {
  const complain = (why: string) => new HostPatternError(`"${pattern}": [${range}] ${why}`);
  const [, from = "", to, step = "1"] =
    /^(\d{0,15}|[A-Za-z]):(\d{1,15}|[A-Za-z])(?::(\d{1,9}))?$/.exec(range) ?? [];
  if (to === undefined) throw complain("is not a range such as [01:20], [1:9:2] or [a:f]");
  if (Number(step) < 1) throw complain("has a step of zero");
  const [isLetter, isOther] = [from, to].map((end) => /[A-Za-z]/.test(end));
  if (isLetter !== isOther) throw complain("mixes a number and a letter");
  const isPadded = from.length > 1 && from.startsWith("0");
  if (isPadded && from.length !== to.length) throw complain("pads its ends to different widths");
  const [first, last] = isLetter ? [LETTERS.indexOf(from), LETTERS.indexOf(to)] : [Number(from), Number(to)];
  // Ansible takes it for no hosts at all, and says nothing.
  if (last < first) throw complain("ends before it begins");
  const count = Math.floor((last - first) / Number(step)) + 1;
  if (count > MOST_NAMES) throw complain(`holds more than ${MOST_NAMES} names`);
  const width = isPadded ? from.length : 0;
  return Array.from({ length: count }, (_, index) => {
    const value = first + index * Number(step);
    return isLetter ? (LETTERS[value] ?? "") : String(value).padStart(width, "0");
  });
}
