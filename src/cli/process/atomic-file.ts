import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WriteError } from "../../base/errors.js";

const tried = <T>(what: string, act: () => T): T => {
  try {
    return act();
  } catch (error) {
    throw new WriteError(`${what}: ${(error as Error).message}`);
  }
};

/** By another name first: a collector that reads the directory never sees half a file. Throws a WriteError. */
export function writeWhole(file: string, text: string): void {
  const passing = `${file}.${process.pid}.tmp`;
  tried(`cannot write ${file}`, () => {
    try {
      writeFileSync(passing, text);
      renameSync(passing, file);
    } catch (error) {
      rmSync(passing, { force: true });
      throw error;
    }
  });
}

/** Makes a directory, where there is none yet. Throws a WriteError. */
export const makeDirectory = (directory: string): void =>
  void tried(`cannot write ${directory}`, () => mkdirSync(directory, { recursive: true }));

/** For evidence that nobody wants to keep. Throws a WriteError. */
export const temporaryDirectory = (): string =>
  tried("no place for the evidence of this run, name one with --snapshot or TMPDIR", () =>
    mkdtempSync(join(tmpdir(), "wsgi-audit-")),
  );
