import type { Target } from "../transport/session.js";
import type { Pass } from "./conversation.js";
import { noAnswer, wordsOf } from "./no-shell.js";

/** What has said something else by the connect timeout is no shell; one that is silent may have much to start first. */
const SILENT_SHARE = 3;

/**
 * Waits for the answer to the first line, for which nothing else has to happen on a host than that its shell starts.
 * Rejects with a TransportError when there is something else, or nothing.
 */
export class Patience {
  readonly #timers: NodeJS.Timeout[] = [];

  async until<T>(begun: Promise<T>, pass: Pass, target: Target): Promise<T> {
    const { connectTimeoutMs, deadlineMs } = target;
    const over = new Promise<never>((_resolve, reject) => {
      const after = (milliseconds: number, isOver: () => boolean) =>
        this.#timers.push(
          setTimeout(
            () => isOver() && reject(noAnswer(wordsOf(pass.transcript.noise, pass.question), milliseconds)),
            milliseconds,
          ),
        );
      after(connectTimeoutMs, () => !(pass.stdout.isEmpty && pass.stderr.isEmpty));
      after(Math.max(connectTimeoutMs, deadlineMs / SILENT_SHARE), () => true);
    });
    try {
      return await Promise.race([begun, over]);
    } finally {
      this.end();
    }
  }

  /** To be called when there is nothing to wait for any more. */
  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
