import { ParseError } from "../../base/errors.js";
import type { Part, Section } from "../../model/snapshot.js";
import { partOf } from "../sections.js";

/** What an interpreter in the private server said of itself, or why it never came up. */
export interface ProbedHome {
  /** The configured home, "" for what the library finds by itself. */
  home: string;
  version: string | null;
  prefix: string | null;
  basePrefix: string | null;
  path: string[] | null;
  filesystemEncoding: string | null;
  preferredEncoding: string | null;
  mapped: string[] | null;
  /** "" where it came up. */
  error: string;
  /** Why the script left it alone, "" where it did not. */
  left: string;
}

const NOTHING = {
  version: null,
  prefix: null,
  basePrefix: null,
  path: null,
  filesystemEncoding: null,
  preferredEncoding: null,
  mapped: null,
};

/** What most explains a start that failed, the telling ones first: httpd's own line only says that there was one. */
const CAUSES = [
  /Fatal Python error: .*/,
  /(?<=\w)Error: .*|Exception: .*/,
  /WSGI\d{4}: .*/,
  /Cannot load .*/,
  /Invalid command .*/,
  /AH\d{5}: .*/,
];

function causeIn(log: string): string | undefined {
  for (const cause of CAUSES) {
    const found = cause.exec(log);
    if (found) return `${classBefore(log, found)}${found[0]}`.trim();
  }
  return undefined;
}

/** `ModuleNotFound` of `ModuleNotFoundError: …`; a pattern would begin anew at each letter of a long word. */
function classBefore(log: string, { 0: found, index }: RegExpExecArray): string {
  let start = index;
  while (found.startsWith("Error: ") && start > 0 && /\w/.test(log[start - 1] ?? "")) start -= 1;
  return log.slice(start, index);
}

function errorOf({ status, stderr }: Part): string {
  const cause = causeIn(stderr);
  if (status === 124) return `did not come up in its time${cause ? `: ${cause}` : ""}`;
  if (cause) return cause;
  return status === null ? "its output was cut off" : `ended with status ${status} and no message`;
}

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);

const texts = (value: unknown): string[] | null =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : null;

function readAnswer(line: string): Omit<ProbedHome, "home" | "error" | "left"> {
  let answer: unknown;
  try {
    answer = JSON.parse(line);
  } catch {
    throw new ParseError("the probe did not print JSON", line.slice(0, 200));
  }
  const said = new Map(Object.entries(typeof answer === "object" && answer !== null ? answer : {}));
  return {
    version: text(said.get("version"))?.split(" ")[0] ?? null,
    prefix: text(said.get("prefix")),
    basePrefix: text(said.get("base_prefix")),
    path: texts(said.get("path")),
    filesystemEncoding: text(said.get("filesystem_encoding")),
    preferredEncoding: text(said.get("preferred_encoding")),
    mapped: texts(said.get("mapped")),
  };
}

function probedHome(part: Part): ProbedHome {
  const named = part.name.slice("probe ".length);
  const home = named === "-" ? "" : named;
  const line = part.stdout.trim().split("\n")[0] ?? "";
  const left = / is not probed: (.*)/.exec(part.stderr)?.[1] ?? "";
  if (left) return { home, ...NOTHING, error: `not tried: ${left}`, left };
  if (line === "") return { home, ...NOTHING, error: errorOf(part), left };
  return { home, ...readAnswer(line), error: "", left };
}

/** Every home that was probed, in the order of the configuration. */
export const probedHomes = (section: Section): ProbedHome[] =>
  section.parts.filter(({ name }) => name.startsWith("probe ")).map(probedHome);

/** The script's word for why it did not try; "" where it did, undefined where it did not get so far. */
export const refusalOf = (section: Section): string | undefined => partOf(section, "refusal")?.stdout.trim();
