import { type EvaluateOptions, factsReader, judgeSnapshot } from "../../audit/evaluate.js";
import { History } from "../../history/directory.js";
import { readSnapshots } from "../../snapshot/read.js";
import type { Io } from "../io.js";
import type { RunOptions } from "../options/run.js";
import { deliver } from "../output.js";
import { tellChanges } from "./changes.js";

/** The report of a run, or only what changed against the history. After that the run becomes part of the history. */
export async function reportOn(
  kept: string,
  options: RunOptions,
  judging: EvaluateOptions,
  io: Io,
): Promise<number> {
  const snapshot = await readSnapshots([kept], factsReader());
  const audit = judgeSnapshot(snapshot, judging);
  const history = options.history === undefined ? undefined : new History(options.history);
  const code =
    history && options.changesOnly
      ? await tellChanges(audit, snapshot.header, history, io)
      : await deliver(audit, options, io, `wsgi-audit run -i ${options.inventory}`);
  if (history) {
    await history.add(kept, snapshot.header);
    io.run.log.event("history-added", { directory: history.directory });
    history.prune({
      ...(options.keep !== undefined && { count: options.keep }),
      ...(options.keepDays !== undefined && { days: options.keepDays }),
    });
  }
  return code;
}
