import type { Section } from "../../model/snapshot.js";
import { linesOf } from "../sections.js";
import { type Family, familyOf } from "./families.js";

/** A file of a library that does not bear a second build, as a process has it mapped. */
export interface Mapping {
  /** Device and inode, as the maps have them: one file under two names has one identity. */
  identity: string;
  file: string;
  family: Family;
}

/** What each process has; of the children only what the master has not. */
export interface Mappings {
  /** Undefined where the master may not be looked into. */
  master: readonly Mapping[] | undefined;
  children: ReadonlyMap<string, readonly Mapping[]>;
}

/** Reads the part `mapped` of the section of the library: the master's files first. */
export function mappingsIn(section: Section | undefined): Mappings {
  const processes: { pid: string; own: Mapping[]; read?: true }[] = [];
  for (const line of linesOf(section, "mapped")) {
    const pid = /^pid (\d*)$/.exec(line)?.[1];
    if (pid !== undefined) processes.push({ pid, own: [] });
    const last = processes.at(-1);
    if (line === "read" && last) last.read = true;
    const [, identity, file] = /^at (\S+ \d+) (\/.+)$/.exec(line) ?? [];
    const family = file === undefined ? undefined : familyOf(file);
    if (identity !== undefined && file !== undefined && family) last?.own.push({ identity, file, family });
  }
  const [master, ...children] = processes;
  return {
    master: master?.read ? master.own : undefined,
    children: new Map(children.map(({ pid, own }) => [pid, own])),
  };
}

/** By file the versions that the symbols of its own library have there; a file that was not read is missing. */
export function versionsIn(section: Section | undefined): ReadonlyMap<string, ReadonlySet<string>> {
  const versions = new Map<string, Set<string>>();
  let own: Set<string> | undefined;
  let pattern: RegExp | undefined;
  for (const line of linesOf(section, "copies")) {
    const file = /^file (\/.+)$/.exec(line)?.[1];
    if (file === undefined) {
      if (pattern?.test(line)) own?.add(line);
      continue;
    }
    own = new Set();
    pattern = familyOf(file)?.versions;
    versions.set(file, own);
  }
  return versions;
}
