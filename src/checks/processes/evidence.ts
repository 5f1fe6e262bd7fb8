import type { Section } from "../../model.js";
import { linesOf } from "../sections.js";

/** A process of the server as /proc shows it to any user. */
export interface ServerProcess {
  pid: number;
  parent: number;
  /** When it started, in seconds since 1970. */
  started: number;
  /** Numeric user id. */
  uid: string;
  threads: number;
  /** The first argument: the program, or the display name of a daemon group. */
  title: string;
}

/** A socket on which the processes of one daemon group listen: `PREFIX.PID.GENERATION.GROUP.sock`. */
export interface DaemonSocket {
  generation: number;
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
  return new Map(pairs.map(([name = "", value]) => [name, Number(value)]));
}

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
    const started = boot !== undefined && ticks ? boot + Math.floor(Number(fields[19]) / ticks) : Number.NaN;
    const read = { pid: Number.parseInt(stat, 10), parent: Number(fields[1]), started, uid };
    const title = command.trim().split(/ {2,}| -/)[0] ?? "";
    return Number.isFinite(read.started) ? [{ ...read, threads: Number(threads), title }] : [];
  });
}

/** The sockets of the newest generation; a graceful restart leaves old ones until their processes are done. */
export function socketsIn(section: Section): DaemonSocket[] {
  const all = linesOf(section, "sockets").flatMap((line) => {
    const match = /^(\S+) \S+ .*\.(\d+)\.(\d+)\.sock$/.exec(line);
    if (!match) return [];
    const made = match[1] === "?" ? undefined : Number(match[1]);
    return [{ made, generation: Number(match[2]), group: Number(match[3]) }];
  });
  const newest = Math.max(...all.map(({ generation }) => generation));
  return all.filter(({ generation }) => generation === newest);
}

/** What could be looked at; other files are missing in the list. */
export const filesIn = (section: Section, part: string): ChangedFile[] =>
  linesOf(section, part).flatMap((line) => {
    const match = /^(\d+) (\d+) (.+)$/.exec(line);
    return match ? [{ modified: Number(match[1]), changed: Number(match[2]), path: match[3] ?? "" }] : [];
  });
