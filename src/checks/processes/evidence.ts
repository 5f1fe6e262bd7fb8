import type { Section } from "../../model/snapshot.js";
import { linesOf, wholeNumber } from "../sections.js";

/** A process of the server as /proc shows it to any user. */
export interface ServerProcess {
  pid: number;
  parent: number;
  /** When it started, in seconds since 1970. */
  started: number;
  /** Numeric user id. */
  uid: string;
  /** Undefined where its status was not told. */
  threads: number | undefined;
  /** What stands in place of its name: the program, or the display name of a daemon group. */
  title: string;
}

/**
 * A socket on which the processes of one daemon group listen: `PREFIX.PID.GENERATION.GROUP.sock`, or `PREFIX.PID.uUID.GROUP.sock`
 * where WSGISocketRotation is Off.
 */
export interface DaemonSocket {
  generation: number | undefined;
  group: number;
  /** When it was made, in seconds since 1970; undefined where its directory may not be entered. */
  made: number | undefined;
}

/** A file, and when its content and its inode last changed, in seconds since 1970. */
export interface ChangedFile {
  path: string;
  modified: number;
  changed: number;
}

function clockOf(section: Section): ReadonlyMap<string, number> {
  const pairs = linesOf(section, "clock").map((line) => line.split(" "));
  return new Map(
    pairs.flatMap(([name = "", text]) => {
      const value = wholeNumber(text);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** The last second that a date can tell. */
const LAST_SECOND = 8.64e12;

/** Fields of a stat line after `PID (NAME) `: the name itself may hold blanks and brackets. */
const afterName = (stat: string) => stat.slice(stat.lastIndexOf(") ") + 2).split(" ");

/** The master and its children. */
export function processesIn(section: Section): ServerProcess[] {
  const clock = clockOf(section);
  const [boot, ticks] = [clock.get("btime"), clock.get("ticks")];
  return linesOf(section, "processes").flatMap((line) => {
    const [stat = "", status = "", command = ""] = line.split("\t");
    const fields = afterName(stat);
    const [uid = "", threads] = status.split(" ");
    // Field 22 of proc(5), counted from the state, which is field 3.
    const age = wholeNumber(fields[19]);
    const [pid, parent] = [wholeNumber(/^\d+/.exec(stat)?.[0]), wholeNumber(fields[1])];
    if (boot === undefined || !ticks || age === undefined || pid === undefined || parent === undefined)
      return [];
    const started = boot + Math.floor(age / ticks);
    const read = { pid, parent, started, uid };
    const title = command.trim().split(/ {2,}| -/)[0] ?? "";
    return started <= LAST_SECOND ? [{ ...read, threads: wholeNumber(threads), title }] : [];
  });
}

/** The sockets of the newest generation; a graceful restart leaves old ones until their processes are done. */
export function socketsIn(section: Section): DaemonSocket[] {
  const all = linesOf(section, "sockets").flatMap((line) => {
    const match = /^(\d{1,12}|\?) \S+ .*\.(u?\d{1,15})\.(\d{1,15})\.sock$/.exec(line);
    return match
      ? [{ made: wholeNumber(match[1]), generation: wholeNumber(match[2]), group: Number(match[3]) }]
      : [];
  });
  const newest = all.reduce((most, { generation = 0 }) => Math.max(most, generation), 0);
  return all.filter(({ generation = newest }) => generation === newest);
}

/** What could be looked at; other files are missing in the list. */
export const filesIn = (section: Section, part: string): ChangedFile[] =>
  linesOf(section, part).flatMap((line) => {
    const match = /^(\d{1,12}) (\d{1,12}) (.+)$/.exec(line);
    return match ? [{ modified: Number(match[1]), changed: Number(match[2]), path: match[3] ?? "" }] : [];
  });

/** When files were made, in seconds since 1970; those whose file system does not tell are missing. */
export const bornIn = (section: Section, part: string): ReadonlyMap<string, number> =>
  new Map(
    linesOf(section, part).flatMap((line) => {
      const [, born, path] = /^([1-9]\d{0,11}) (.+)$/.exec(line) ?? [];
      return born && path ? [[path, Number(born)] as const] : [];
    }),
  );
