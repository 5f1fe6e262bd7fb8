import { accessSync, constants, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { matchesGlob } from "../../base/wildcards.js";

/** A file that `ssh` would read, as it was. */
interface FileStamp {
  file: string;
  mtimeMs: number;
  size: number;
}

/** What there is to know of a configuration without understanding it: `ssh -G` alone does that. */
export interface Configuration {
  files: FileStamp[];
  /** What `Host` lines name without a pattern, in their order. */
  names: string[];
  /** Host patterns of the blocks that set anything; `undefined` for one that may be about any host. */
  blocks: (readonly string[] | undefined)[];
  /** Options that are written somewhere, by lower-case name, with all their values. */
  written: Map<string, Set<string>>;
  /** It is read a second time, with what the first has found. */
  twice: boolean;
  /** Its outcome depends on more than the files: commands, variables, networks. */
  changes: boolean;
}

/** Set by distributions for every host, and without effect on how a host is reached. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  "sendenv",
  "setenv",
  "hashknownhosts",
  "gssapiauthentication",
  "gssapidelegatecredentials",
  "forwardagent",
  "forwardx11",
  "forwardx11trusted",
  "addkeystoagent",
  "controlmaster",
  "controlpersist",
  "serveraliveinterval",
  "serveralivecountmax",
  "tcpkeepalive",
  "compression",
  "loglevel",
  "visualhostkey",
  "updatehostkeys",
  "batchmode",
  "ipqos",
  "ignoreunknown",
]);

/** ssh itself stops at 16. */
const DEEPEST_INCLUDE = 16;

/**
 * Reads what `ssh` would read, in that order. A file that is not there holds nothing; one that may not be read counts
 * as one that may be about any host, so that `ssh` gets to say so.
 */
export function readConfiguration(files: readonly string[], home: string): Configuration {
  const configuration: Configuration = {
    files: [],
    names: [],
    blocks: [],
    written: new Map(),
    twice: false,
    changes: false,
  };
  for (const file of files) readFile(file, { home, depth: 0 }, configuration);
  return configuration;
}

/** Whether anything in it could be about a host. Errs on the side of asking; fast for thousands of plain names. */
export function touching({ blocks }: Configuration): (host: string) => boolean {
  const wild = (patterns: readonly string[]) => patterns.some((pattern) => /[*?!]/.test(pattern));
  const known = blocks.filter((patterns) => patterns !== undefined);
  const names = new Set(known.filter((patterns) => !wild(patterns)).flatMap(lowerCase));
  const globs = known.filter(wild).map(lowerCase);
  if (known.length < blocks.length) return () => true;
  return (host) => {
    const name = host.toLowerCase();
    return names.has(name) || globs.some((patterns) => matchesPatterns(patterns, name));
  };
}

/** The code of what keeps a file from being read; undefined where nothing does. */
export function mayRead(file: string): string | undefined {
  try {
    accessSync(file, constants.R_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

const lowerCase = (patterns: readonly string[]) => patterns.map((pattern) => pattern.toLowerCase());

function matchesPatterns(patterns: readonly string[], name: string): boolean {
  if (patterns.some((pattern) => pattern.startsWith("!") && matchesGlob(pattern.slice(1), name)))
    return false;
  return patterns.some((pattern) => matchesGlob(pattern, name));
}

interface Place {
  home: string;
  depth: number;
}

function readFile(file: string, place: Place, into: Configuration): void {
  let text: string;
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat) return;
    into.files.push({ file, mtimeMs: stat.mtimeMs, size: stat.size });
    text = readFileSync(file, "utf8");
  } catch {
    into.blocks.push(undefined);
    return;
  }
  let patterns: readonly string[] | undefined;
  let counted = false;
  for (const { keyword, words, inDoubt } of linesOf(text)) {
    if (keyword === "host" || keyword === "match") {
      patterns = keyword === "host" && !inDoubt ? words : undefined;
      counted = false;
      if (words.some((word) => /^!?(final|canonical)/i.test(word))) into.twice = true;
      if (keyword === "host") into.names.push(...words.filter((word) => !/[*?!"'\\]/.test(word)));
      if (keyword === "match" && words.some((word) => /^!?(exec|localnetwork|final|canonical)/i.test(word)))
        into.changes = true;
    } else if (keyword === "include" && !inDoubt) for (const word of words) include(word, place, into);
    else if (!WITHOUT_EFFECT.has(keyword)) {
      if (!counted) into.blocks.push(patterns);
      counted = true;
      into.written.set(keyword, (into.written.get(keyword) ?? new Set()).add(words.join(" ")));
      if (keyword === "canonicalizehostname") into.twice = true;
      if (words.some((word) => word.includes("$")) || /^(canonicalizehostname|include)$/.test(keyword))
        into.changes = true;
    }
  }
}

/** Included files are read as if their blocks stood alone: that may ask `ssh` too often, never too seldom. */
function include(pattern: string, place: Place, into: Configuration): void {
  const { home, depth } = place;
  const path = pattern.startsWith("~/") ? join(home, pattern.slice(2)) : pattern;
  if (depth >= DEEPEST_INCLUDE || /[[\]$%{}~]/.test(path)) {
    into.blocks.push(undefined);
    into.changes = true;
    return;
  }
  // Relative to the user's folder in his file, to the system's in its own: read in both, as reading costs nothing.
  const roots = isAbsolute(path) ? [path] : [join(home, ".ssh", path), join("/etc/ssh", path)];
  for (const file of roots.flatMap(expandGlob)) {
    // A directory changes when a file joins it.
    readFile(file, { home, depth: depth + 1 }, into);
  }
  for (const root of roots) stampFolder(dirname(root), into);
}

function stampFolder(folder: string, into: Configuration): void {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat) into.files.push({ file: folder, mtimeMs: stat.mtimeMs, size: stat.size });
}

function expandGlob(path: string): string[] {
  if (!/[*?]/.test(path)) return [path];
  let found = ["/"];
  for (const part of path.split("/").filter((each) => each !== ""))
    found = found.flatMap((folder) =>
      /[*?]/.test(part)
        ? namesIn(folder)
            .filter((name) => !name.startsWith(".") && matchesGlob(part, name.toLowerCase()))
            .map((name) => join(folder, name))
        : [join(folder, part)],
    );
  return found;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

interface Line {
  /** Lower case; empty for a line that is none, about which `ssh` has something to say. */
  keyword: string;
  words: string[];
  /** Its words are not certain: versions of OpenSSH take quotes within words and backslashes in several ways. */
  inDoubt: boolean;
}

/** `Keyword word ...` or `Keyword=word`, words in quotes where they hold blanks; `#` begins a comment. */
function linesOf(text: string): Line[] {
  return text.split("\n").flatMap((line) => {
    if (/^\s*(#|$)/.test(line)) return [];
    const [, keyword = "", rest = ""] =
      /^\s*"?([A-Za-z][A-Za-z0-9]*)"?(?:\s*=\s*|\s+|$)(.*)$/.exec(line.trimEnd()) ?? [];
    const words = Array.from(
      rest.matchAll(/"([^"]*)"(?=\s|$)|(#.*)|(\S+)/g),
      ([, quoted, , bare]) => quoted ?? bare ?? "",
    ).filter((word) => word !== "");
    return [{ keyword: keyword.toLowerCase(), words, inDoubt: words.some((word) => /["'\\]/.test(word)) }];
  });
}
