import { groupBy } from "../../base/group-by.js";
import { type Audit, type Finding, SEVERITIES } from "../../model/audit.js";
import { forTerminal } from "../escape.js";
import { foldCounted } from "../places.js";
import { clip, pad, widest } from "./table.js";

/** More lines would push the matrix off the first screen. */
const MOST_LINES = 24;

/** Labels that are told of a host that only differs. */
const MOST_LABELS = 4;

const OUTLIER = "fleet/outlier";

const rank = ({ severity }: Finding) => SEVERITIES.indexOf(severity);

/** What stands out on one host: its worst finding, or how it differs. */
function reasonOf(findings: readonly Finding[], labels: ReadonlyMap<string, string>): string {
  const own = findings.filter(({ rule }) => rule !== OUTLIER).sort((a, b) => rank(a) - rank(b));
  const [worst] = own;
  if (worst) {
    const more = new Set(own.map(({ rule }) => rule)).size - 1;
    return `${worst.severity} ${worst.rule}: ${worst.message}${more > 0 ? ` (and ${more} more)` : ""}`;
  }
  const facts = [...new Set(findings.map(({ message }) => message.split(": ")[0] ?? ""))];
  const shown = facts.slice(0, MOST_LABELS).map((id) => labels.get(id) ?? id);
  return `differs in ${shown.join(", ")}${facts.length > shown.length ? ` and ${facts.length - shown.length} more` : ""}`;
}

/** Who is out of line and why, a line for hosts with the same reason: the answer before the evidence. */
export function summaryLines(audit: Audit, width: number): string[] {
  const labels = new Map(audit.catalogue.facts.map(({ id, label }) => [id, label]));
  const grave = audit.findings.filter(({ severity }) => severity !== "info");
  const reasons = [...groupBy(grave, ({ host }) => host)].map(([host, findings]) => ({
    host,
    reason: reasonOf(findings, labels),
  }));
  if (reasons.length === 0) return [];
  const rows = [...groupBy(reasons, ({ reason }) => reason)].map(
    ([reason, hosts]) => [foldCounted(hosts.map(({ host }) => host)), forTerminal(reason)] as const,
  );
  const shown = rows.slice(0, MOST_LINES);
  const names = widest(shown.map(([name]) => name));
  const lines = shown.map(([name, reason]) => clip(`  ${pad(name, names)}  ${reason}`, room(width)));
  const rest = rows.length - shown.length;
  return [
    `Out of line: ${reasons.length} of ${audit.totals.hosts.selected} hosts`,
    ...lines,
    ...(rest > 0 ? [`  … and ${rest} more lines; the findings below have all of them`] : []),
    "",
  ];
}

/** In fewer columns nobody would know what a line is about. */
const room = (width: number) => Math.max(width, 20);
