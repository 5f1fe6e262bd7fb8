import { showValue } from "../facts/values.js";
import type { Audit, HostAudit, InstallationAudit } from "../model/audit.js";
import type { FactInfo, Facts, FactValue, Gaps } from "../model/fact.js";

/** One row of the matrix: an installation, or a host that has none to show. */
export interface MatrixRow {
  host: HostAudit;
  installation: InstallationAudit | undefined;
}

/** Every installation, and every host without one, in the order of the inventory. */
export const rowsOf = (audit: Audit): MatrixRow[] =>
  audit.hosts.flatMap((host): MatrixRow[] =>
    host.installations.length === 0
      ? [{ host, installation: undefined }]
      : host.installations.map((installation) => ({ host, installation })),
  );

/** The columns of the matrix: facts of hosts and installations, in the order of the catalogue. */
export const columnsOf = (audit: Audit): FactInfo[] =>
  audit.catalogue.facts.filter(({ level }) => level !== "application");

const sideOf = (
  { host, installation }: MatrixRow,
  fact: FactInfo,
): { facts: Facts; gaps: Gaps } | undefined => (fact.level === "host" ? host : installation);

/** A fact of a row; null where there is none. */
export const valueAt = (row: MatrixRow, fact: FactInfo): FactValue | null =>
  sideOf(row, fact)?.facts[fact.id] ?? null;

/** A fact as people read it. Without a value, the word says why: absent, denied, failed. */
export function cellAt(row: MatrixRow, fact: FactInfo): string {
  const value = valueAt(row, fact);
  if (value !== null) return showValue(value);
  const outcome = sideOf(row, fact)?.gaps[fact.id]?.outcome;
  return outcome ? `(${outcome})` : "";
}
