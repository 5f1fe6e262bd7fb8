import { linearPattern } from "../base/re2.js";
import { splitArguments } from "./lexer.js";
import { globMatcher, isGlob } from "./patterns.js";

/** What conditions in the files are decided by. */
export interface ReadContext {
  /** `2.4.62` */
  version: string;
  /** Where relative paths begin until a ServerRoot says otherwise. */
  serverRoot: string;
  /** Names given with -D. */
  defines: readonly string[];
  /** Source files of the modules that are compiled in, such as `core.c`. */
  compiledIn: readonly string[];
  /** Files that `<IfFile>` asks for and that exist, as they are written there, with variables filled in. */
  existing: readonly string[];
  /** Of Apache's environment, as far as they left the host. */
  variables?: ReadonlyMap<string, string>;
}

/** What has been read so far decides, as it does for httpd. */
export interface ReadState {
  modules: ReadonlySet<string>;
  defines: ReadonlyMap<string, string>;
}

/** `mod_alias.c` is `alias_module`; the MPMs are `event.c` and `mpm_event_module`. */
export function namesOfSource(source: string): string[] {
  const stem = source.replace(/^mod_/, "").replace(/\.c$/, "");
  const isMpm = /^(prefork|worker|event)$/.test(stem);
  return [source, isMpm ? `mpm_${stem}_module` : `${stem}_module`];
}

export function namesOfModule(name: string): string[] {
  const mpm = /^mpm_(\w+)_module$/.exec(name)?.[1];
  return [name, mpm ? `${mpm}.c` : `mod_${name.replace(/_module$/, "")}.c`];
}

/** Whether an opening tag lets through what is inside of it. */
export function holds(section: string, condition: string, state: ReadState, context: ReadContext): boolean {
  const [first = "", second = ""] = splitArguments(condition);
  const negated = first.startsWith("!");
  const name = negated ? first.slice(1) : first;
  switch (section) {
    case "ifmodule":
      return state.modules.has(name) !== negated;
    case "ifdefine":
      return state.defines.has(name) !== negated;
    case "iffile":
      return context.existing.includes(name) !== negated;
    case "ifversion":
      return compareVersions(context.version, /^[!=<>~]/.test(first) ? [first, second] : ["=", first]);
    default:
      return true;
  }
}

/** `>= 2.4`, `!>= 2.4`, `~ ^2\.4`, `= /^2\.4/`. What cannot be read as one of them is refused by httpd, and never gets here. */
function compareVersions(version: string, [operator, wanted]: readonly [string, string]): boolean {
  const plain = operator.replace(/^!/, "");
  const pattern = plain === "~" ? wanted : /^\/(.*)\/$/.exec(wanted)?.[1];
  const result =
    pattern !== undefined && /^(~|==?)$/.test(plain)
      ? (linearPattern(pattern)?.isIn(version) ?? true)
      : compares(versionDifference(version, wanted), plain);
  return result !== operator.startsWith("!");
}

/** Of the first part in which they differ. */
function versionDifference(version: string, wanted: string): number {
  const numbers = (text: string) => [...text.split(".").map(Number), 0, 0].slice(0, 3);
  const [own, other] = [numbers(version), numbers(wanted)];
  return own.map((each, index) => each - (other[index] ?? 0)).find((each) => each !== 0) ?? 0;
}

function compares(difference: number, operator: string): boolean {
  switch (operator) {
    case "=":
    case "==":
      return difference === 0;
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    default:
      return true;
  }
}

/** The files of a listing that an Include takes, in its order: a file, all of a directory, or those of a pattern. */
export function includedFiles(pattern: string, serverRoot: string, files: ReadonlySet<string>): string[] {
  const path = pattern.startsWith("/") ? pattern : `${serverRoot}/${pattern}`;
  if (files.has(path)) return [path];
  const matches = globMatcher(isGlob(path) ? path : `${path.replace(/\/$/, "")}/*`);
  return [...files].filter(matches).sort();
}
