import { peersOf } from "../../audit/compare.js";
import {
  type ApplicationComparison,
  compareApplications,
  goldenIn,
} from "../../audit/compare-applications.js";
import type { ApplicationAudit, Audit, HostAudit, InstallationAudit } from "../../model/audit.js";
import type { FactInfo } from "../../model/fact.js";
import { MARK } from "./matrix.js";

/** A row of the second matrix. */
export interface ApplicationRow {
  host: HostAudit;
  installation: InstallationAudit;
  application: ApplicationAudit;
}

/** What is not like the same application elsewhere in its group, as the first matrix marks it. */
export class ApplicationMarks {
  readonly #odd = new Set<string>();
  readonly #ties = new Set<string>();
  readonly #facts = new Set<string>();
  readonly #groupOf: (host: HostAudit) => string;

  constructor(audit: Audit) {
    const golden = goldenIn(audit);
    this.#groupOf = (host) => peersOf(host, audit.run.compareBy, golden);
    for (const each of compareApplications(audit)) this.#take(each);
  }

  #take({ fact, group, application, majority, outliers }: ApplicationComparison): void {
    this.#facts.add(fact);
    if (majority === null) this.#ties.add(JSON.stringify([group, application, fact]));
    for (const { host, installation } of outliers)
      this.#odd.add(JSON.stringify([host, installation, application, fact]));
  }

  /** Whether any application differs in the fact. */
  has({ id }: FactInfo): boolean {
    return this.#facts.has(id);
  }

  /** A star where the value differs from the majority, a tilde where there is no majority, or nothing. */
  of({ host, installation, application }: ApplicationRow, { id }: FactInfo): string {
    if ((application.facts[id] ?? null) === null) return "";
    if (this.#odd.has(JSON.stringify([host.name, installation.id, application.id, id]))) return MARK.differs;
    return this.#ties.has(JSON.stringify([this.#groupOf(host), application.id, id])) ? MARK.tie : "";
  }
}
