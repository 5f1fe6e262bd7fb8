import type { EvaluateOptions } from "../../audit/evaluate.js";
import { codeOf, hasFindings, isWhole } from "../../audit/exit-code.js";
import type { Threshold } from "../../audit/severities.js";
import type { History } from "../../history/directory.js";
import { isQuietNews, newsOf } from "../../history/news.js";
import type { Audit } from "../../model/audit.js";
import type { SnapshotHeader } from "../../model/snapshot.js";
import { newsText } from "../../report/news.js";
import type { Io } from "../io.js";

export interface Telling {
  judging: EvaluateOptions;
  /** All names of the inventory. */
  inventory: ReadonlySet<string>;
  /** What `-i` is given to have the same inventory again. */
  source: string;
  failOn: Threshold;
}

/**
 * What is new since the runs before. Nothing is printed where nothing is; 0 only where every host gave its whole answer
 * besides. 3 and 5: something is told. 4: nothing new, but hosts that have been told of are silent still.
 */
export async function tellChanges(
  audit: Audit,
  header: SnapshotHeader,
  history: History,
  { judging, inventory, failOn }: Telling,
  io: Io,
): Promise<number> {
  const news = await newsOf(audit, header, history, judging, inventory);
  const isQuiet = isQuietNews(news, audit);
  if (!isQuiet) io.stdout.write(newsText(news, audit));
  const whole = isWhole(audit);
  // The first run tells all there is, also where all is well.
  const found = news.since ? !isQuiet : hasFindings(audit, failOn) || !whole;
  return codeOf({ interrupted: audit.run.interrupted, whole, found });
}
