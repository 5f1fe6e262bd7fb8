import { byPackage } from "../audit/by-package.js";
import type { Audit } from "../model/audit.js";
import { cellAt, columnsOf, rowsOf } from "./cells.js";
import { forCsv } from "./escape.js";
import type { Reporter } from "./reporter.js";
import { applicationsCsv } from "./text/applications.js";

/** The unfolded matrix: a row per installation, and one for each host without any; or a row per application, or of its packages. */
export const csv: Reporter = (audit, { apps, packages }) => {
  if (packages) return applicationsCsv(byPackage(audit));
  return apps ? applicationsCsv(audit) : installationsCsv(audit);
};

function installationsCsv(audit: Audit): string {
  const columns = columnsOf(audit);
  const head = ["host", "groups", "status", "installation", ...columns.map(({ id }) => id)];
  const rows = rowsOf(audit).map((row) => [
    row.host.name,
    row.host.groups.join(" "),
    row.host.status,
    row.installation?.id ?? "",
    ...columns.map((fact) => cellAt(row, fact)),
  ]);
  return [head, ...rows].map((fields) => `${fields.map(forCsv).join(",")}\r\n`).join("");
}
