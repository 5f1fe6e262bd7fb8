import { read } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { codeOf } from "./file-error.js";

const DESCRIPTOR = 0;
const PIECE = 64 << 10;
const PAUSE_MS = 20;

const readPiece = promisify(read);

/** Standard input in pieces. Whoever made the pipe may have it say EAGAIN where it has nothing yet: that is no end. */
export async function* standardInput(): AsyncGenerator<Buffer, void> {
  for (;;) {
    const piece = Buffer.alloc(PIECE);
    const length = await readPiece(DESCRIPTOR, piece, 0, PIECE, null)
      .then(({ bytesRead }) => bytesRead)
      .catch((error: unknown) => {
        if (codeOf(error) === "EAGAIN") return undefined;
        throw error;
      });
    if (length === 0) return;
    if (length === undefined) await sleep(PAUSE_MS);
    else yield piece.subarray(0, length);
  }
}
