import { pythonVersion } from "./dynamic.js";

/** Where the loader finds the Python library: a path, or `not found`. */
export interface Resolution {
  name: string;
  path: string;
}

export const NOT_FOUND = "not found";

/**
 * Finds the Python library in what a loader prints: glibc's trace and `ldd` (`NAME => PATH (0x…)`), musl
 * (`Error loading shared library NAME: …`), FreeBSD's `ldd`, and `otool -L` (a path and versions in brackets).
 */
export function pythonIn(text: string): Resolution | undefined {
  for (const line of text.split("\n")) {
    const resolution = arrow(line) ?? muslError(line) ?? otool(line);
    if (resolution && pythonVersion(resolution.name)) return resolution;
  }
  return undefined;
}

/** `not found` comes with exit status 0, on FreeBSD with an address: `not found (0)`. */
function arrow(line: string): Resolution | undefined {
  const [, name, found] = /^(\S+) => (.+)$/.exec(line.trim()) ?? [];
  if (name === undefined || found === undefined) return undefined;
  return { name, path: /^not found\b/.test(found) ? NOT_FOUND : found.replace(/ \((?:0x)?[0-9a-f]+\)$/, "") };
}

function muslError(line: string): Resolution | undefined {
  const name = /Error loading shared library ([^:\s]+): No such file/.exec(line)?.[1];
  return name ? { name, path: NOT_FOUND } : undefined;
}

/**
 * What musl says of a Python library that it has found, or might have, and cannot load: in a directory that the login may not enter it
 * is the permission. Undefined where it says no such thing.
 */
export function refusedByMusl(text: string): string | undefined {
  for (const line of text.split("\n")) {
    const [said, name = ""] = /Error loading shared library ([^:\s]+): (?!No such file).*/.exec(line) ?? [];
    if (said !== undefined && pythonVersion(name) !== undefined) return said;
  }
  return undefined;
}

function otool(line: string): Resolution | undefined {
  const path = /^\s+(\/.+|@[a-z_]+\/.+) \(compatibility version /.exec(line)?.[1];
  return path ? { name: path, path } : undefined;
}

/** Something was traced at all: a loader that refuses the file says nothing of it but its own name. */
export const traced = (text: string): boolean =>
  / => |compatibility version|^\t\S*ld-musl-\S+ \(0x|^\tlinux-vdso/m.test(text);
