import { randomBytes } from "node:crypto";
import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { codeOf } from "./file-error.js";

/** A name beside a file, on the same disk, that nobody can guess and wait with a link of their own for. */
export const passingName = (file: string): string =>
  join(dirname(file), `.${basename(file)}.${randomBytes(8).toString("hex")}.tmp`);

/**
 * Puts a text in the place of a file: whoever reads it sees the old text or the new one, never a part, whatever breaks
 * off. Only its owner may read it, unless `mode` says otherwise. A link would be replaced: resolve it first. Throws
 * what the system says, and leaves the old file and nothing beside it.
 */
export function replaceFile(file: string, text: string, mode = 0o600): void {
  const passing = passingName(file);
  try {
    const descriptor = openSync(passing, "wx", 0o600);
    try {
      // The umask may only take away from what a new file is given.
      fchmodSync(descriptor, mode);
      writeAll(descriptor, text);
      synchronize(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(passing, file);
  } catch (error) {
    rmSync(passing, { force: true });
    throw error;
  }
}

/** Characters that are encoded at a time: a report may be large, and need not be held twice. */
const PIECE = 1 << 20;

/** All of a text, whatever a single call takes of it. */
export function writeAll(descriptor: number, text: string): void {
  for (let start = 0, end = 0; start < text.length; start = end) {
    end = start + PIECE;
    // Not within a pair of surrogates.
    if (/[\udc00-\udfff]/.test(text.charAt(end))) end += 1;
    const bytes = Buffer.from(text.slice(start, end));
    for (let done = 0; done < bytes.length; ) done += writeSome(descriptor, bytes, done);
  }
}

const PAUSE_MS = 10;

/** A pipe whose reader is slow may say that it takes nothing yet: then it is asked again a little later. */
function writeSome(descriptor: number, bytes: Buffer, from: number): number {
  try {
    return writeSync(descriptor, bytes, from);
  } catch (error) {
    if (codeOf(error) !== "EAGAIN") throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    return 0;
  }
}

/** Comes back when all of it is on the disk, where there is one below: a pipe or a device has none. */
export function synchronize(descriptor: number): void {
  try {
    fsyncSync(descriptor);
  } catch (error) {
    if (codeOf(error) !== "EINVAL") throw error;
  }
}
