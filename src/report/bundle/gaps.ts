import { groupBy } from "../../base/group-by.js";
import type { Audit, HostAudit } from "../../model/audit.js";
import type { Gap, Gaps } from "../../model/fact.js";

interface Missing {
  id: string;
  gap: Gap;
  /** The command or the file that would tell. */
  source: string;
}

function missingOf(audit: Audit, host: HostAudit): Missing[] {
  const sources = new Map(audit.catalogue.facts.map(({ id, source }) => [id, source ?? ""]));
  const of = (gaps: Gaps) =>
    Object.entries(gaps).map(([id, gap]) => ({ id, gap, source: sources.get(id) ?? "" }));
  return [
    host,
    ...host.installations,
    ...host.installations.flatMap(({ applications }) => applications),
  ].flatMap(({ gaps }) => of(gaps));
}

/** What would show it: root, or the command by hand; nothing where there is nothing to look at. */
function shownBy(outcome: Gap["outcome"], sources: readonly string[]): string {
  if (outcome === "absent") return "";
  const [first] = [...new Set(sources)];
  const by = first ? `by hand: ${first}` : "the same again";
  return outcome === "denied" ? `  shown as root (become: auto, with sudo); ${by}` : `  shown ${by}`;
}

/** Every fact without a value, once for each reason, and what would show it. */
export function gapLines(audit: Audit, host: HostAudit): string[] {
  const groups = groupBy(missingOf(audit, host), ({ gap }) => JSON.stringify([gap.outcome, gap.reason]));
  const lines = [...groups.values()].flatMap((same) => {
    const [{ gap } = { gap: undefined }] = same;
    if (!gap) return [];
    const ids = [...new Set(same.map(({ id }) => id))].join(", ");
    const shown = shownBy(
      gap.outcome,
      same.map(({ source }) => source),
    );
    return [`${gap.outcome}: ${gap.reason}`, `  ${ids}`, ...(shown ? [shown] : [])];
  });
  return lines.length > 0 ? lines : ["none"];
}
