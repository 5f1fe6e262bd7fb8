import type { PastChange } from "../audit/drift.js";
import type { Trend } from "../audit/trend.js";
import type { Audit, Severity } from "../model/audit.js";

export interface ReportOptions {
  color: boolean;
  /** Columns of the terminal, or as many as the page should have. */
  width: number;
  /** Show classes of equal installations once. */
  fold: boolean;
  /** What is equal on all as well, and every host and every place by name. */
  all?: boolean;
  /** Facts whose lists are shown whole. */
  expand?: readonly string[];
  /** Leave out what is equal on all, and classes that differ from nobody. */
  onlyDifferences?: boolean;
  /** The second matrix, a row per application: beside the first one in text, instead of it in CSV. */
  apps: boolean;
  /** The matrix of packages by application: beside the others in text and on the page, instead of them in CSV. */
  packages?: boolean;
  /** The lowest severity that counts. */
  failOn: Severity | "none";
  /** The command that re-runs hosts, to which their names are added. */
  command: string;
  /** The audit that is shown a part of: what is usual in a group is told by all of it. */
  whole?: Audit;
  /** What changed over the runs of a history, for reports that show it. */
  past?: readonly PastChange[];
  /** What the runs before tell of the audit: since when each finding is there, and what is new. */
  trend?: Trend;
}

/** Turns an audit into text. Pure: the command line writes it. */
export type Reporter = (audit: Audit, options: ReportOptions) => string;
