import { factsReader, judgeSnapshot } from "../../audit/evaluate.js";
import { History } from "../../history/directory.js";
import { forShell } from "../../report/escape.js";
import { readSnapshots } from "../../snapshot/read.js";
import type { Io } from "../io.js";
import type { RunOptions } from "../options/run.js";
import { deliver } from "../output.js";
import { type Telling, tellChanges } from "./changes.js";

/**
 * The report of a run, or what is new against the history; that with a report in a file, where one is named. After that
 * the run becomes part of the history.
 */
export async function reportOn(kept: string, options: RunOptions, telling: Telling, io: Io): Promise<number> {
  const snapshot = await readSnapshots([kept], factsReader());
  const audit = judgeSnapshot(snapshot, telling.judging);
  const history = options.history === undefined ? undefined : new History(options.history);
  const report = () => deliver(audit, options, io, `wsgi-audit run -i ${forShell(telling.source)}`);
  const isNews = history !== undefined && options.changesOnly;
  const code = isNews ? await tellChanges(audit, snapshot.header, history, telling, io) : await report();
  if (isNews && options.output !== undefined) await report();
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
