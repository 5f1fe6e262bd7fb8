import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WriteError } from "../../base/errors.js";

/** For evidence that nobody wants to keep. Throws a WriteError. */
export function temporaryDirectory(): string {
  try {
    return mkdtempSync(join(tmpdir(), "wsgi-audit-"));
  } catch (error) {
    const reason = (error as Error).message;
    throw new WriteError(
      `no place for the evidence of this run, name one with --snapshot or TMPDIR: ${reason}`,
    );
  }
}
