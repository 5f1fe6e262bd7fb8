import { type Stats, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Whether the folders of `path` hold such a program. A name with a slash is taken as a path. */
export const isInstalled = (program: string, path: string | undefined): boolean =>
  statOf(program, path) !== undefined;

/** A text that changes when the program is replaced; empty where there is no program. */
export function stampOf(program: string, path: string | undefined): string {
  const stat = statOf(program, path);
  return stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : "";
}

function statOf(program: string, path = ""): Stats | undefined {
  const files = program.includes("/")
    ? [program]
    : path.split(delimiter).map((folder) => join(folder, program));
  return files.map(statIfAny).find((stat) => stat?.isFile() && (stat.mode & 0o111) !== 0);
}

function statIfAny(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined; // a folder of PATH may be gone, or closed to the user
  }
}
