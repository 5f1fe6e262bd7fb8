import type { Target } from "../../transport/session.js";
import { type Io, writeLine } from "../io.js";

/** What the program has open besides its hosts: its own files, name servers, an agent. */
const OWN = 40;

/** A connection in process is one; a child has three pipes, and some more while it is started. */
const EACH = { ssh2: 1, child: 4 } as const;

/** Files that this process may have open; undefined where the system does not tell. */
function openFilesLimit(): number | undefined {
  const { report } = process;
  if (!report) return undefined;
  // Else it resolves the names of all peers.
  Object.assign(report, { excludeNetwork: true });
  const { userLimits } = report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } };
  const limit = userLimits?.open_files?.soft;
  return typeof limit === "number" ? limit : undefined;
}

/** How many of these hosts may be connected at a time with so many open files; always one at least. */
function affordable(targets: readonly Pick<Target, "transport">[], openFiles: number): number {
  const each = targets.every(({ transport }) => transport === "ssh2") ? EACH.ssh2 : EACH.child;
  return Math.max(1, Math.floor((openFiles - OWN) / each));
}

/** No more hosts at a time than there are open files for: the others would fail for nothing that is wrong with them. */
export function withinOpenFiles(
  wanted: number,
  targets: readonly Pick<Target, "transport">[],
  { stderr }: Pick<Io, "stderr">,
): number {
  const openFiles = openFilesLimit();
  const possible = openFiles === undefined ? wanted : affordable(targets, openFiles);
  const most = Math.min(wanted, targets.length);
  if (possible >= most) return wanted;
  writeLine(stderr, `${openFiles} open files (ulimit -n) serve ${possible} hosts at a time, not ${most}`);
  return possible;
}
