import {
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { WriteError } from "../../base/errors.js";
import { writingReason } from "../../base/file-error.js";
import { replaceFile, writeAll } from "../../base/whole-file.js";
import { forTerminal } from "../../report/escape.js";
import { type System, writeLine } from "../io.js";

/** As many links as Linux follows. */
const MOST_LINKS = 40;

/**
 * Writes a report where `-o` says. A plain file is replaced as a whole, at the end of every link that leads to it, and
 * keeps its mode; a new one is its owner's alone. What is no plain file (a device, a pipe) is written into. Throws a
 * WriteError.
 */
export function writeOutput(file: string, text: string): void {
  tried(`cannot write ${file}`, () => {
    const there = statSync(file, { throwIfNoEntry: false });
    if (there && (!there.isFile() || isDescriptor(file))) writeInto(file, there, text);
    else replaceFile(wayTo(file).at(-1) ?? file, text, there && there.mode & 0o777);
  });
}

/** Makes a directory, where there is none yet. Throws a WriteError. */
export const makeDirectory = (directory: string): void =>
  void tried(`cannot write ${directory}`, () => mkdirSync(directory, { recursive: true }));

/** Says on standard error who else may read or change a file that is written. */
export function tellIfOpen(file: string, { stderr }: Pick<System, "stderr">): void {
  const sentence = openToOthers(file);
  if (sentence !== undefined) writeLine(stderr, `wsgi-audit: ${forTerminal(sentence)}`);
}

/**
 * Who else may read or change a file that was there before, as a sentence; nothing where it is its owner's alone, or is
 * no plain file.
 */
function openToOthers(file: string): string | undefined {
  const there = statSync(file, { throwIfNoEntry: false });
  if (!there?.isFile() || isDescriptor(file)) return undefined;
  const mode = there.mode & 0o777;
  if (there.uid !== process.geteuid?.())
    return `${file} belongs to another user (${there.uid}), who can read it`;
  if ((mode & 0o077) === 0) return undefined;
  return `${file} can be ${mode & 0o022 ? "read or changed" : "read"} by others: its mode is 0${mode.toString(8)}`;
}

function writeInto(file: string, there: Stats, text: string): void {
  // Without a reader a pipe would be waited for without end; asked so, it says ENXIO.
  if (there.isFIFO()) closeSync(openSync(file, constants.O_WRONLY | constants.O_NONBLOCK));
  const descriptor = openSync(file, constants.O_WRONLY | (there.isFile() ? constants.O_APPEND : 0));
  try {
    writeAll(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}

/** Where a name leads, link by link, also if nothing is there yet. */
function wayTo(file: string): string[] {
  const way = [resolve(file)];
  for (let end = resolve(file); lstatSync(end, { throwIfNoEntry: false })?.isSymbolicLink(); way.push(end)) {
    if (way.length > MOST_LINKS) throw new Error("too many links lead on from it");
    end = resolve(dirname(end), readlinkSync(end));
  }
  return way;
}

/** Such as /dev/stdout. What it is redirected to is open already, and a file made anew would be another one. */
const isDescriptor = (file: string) =>
  wayTo(file).some((each) => /^\/(proc\/.*|dev)$/.test(realpathSync(dirname(each))));

function tried<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new WriteError(`${what}: ${writingReason(error)}`);
  }
}
