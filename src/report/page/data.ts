import { byPackage } from "../../audit/by-package.js";
import { type ApplicationComparison, compareApplications } from "../../audit/compare-applications.js";
import type { Audit } from "../../model/audit.js";
import { forTerminal } from "../escape.js";
import type { ReportOptions } from "../reporter.js";
import { type Names, namesIn } from "../text/names.js";
import { verdict } from "../text/summary.js";
import type { Source } from "./columns.js";
import { doubtsOf, type PageDoubt } from "./doubts.js";
import { findingsOf, type PageFindings } from "./findings.js";
import { type PageTable, tableOf } from "./matrix.js";
import { changeOf, type PageChange } from "./past.js";
import { type PageSilence, silencesOf } from "./silences.js";
import { type PageSpread, spreadsOf } from "./spread.js";
import { type PageTrend, trendOf } from "./trend.js";

export interface PageData extends PageFindings {
  title: string;
  started: string;
  interrupted: boolean;
  /** The whole answer in one sentence. */
  verdict: string;
  totals: Audit["totals"];
  /** Show every column at first: they were asked for by name. */
  all: boolean;
  /** Facts that a fleet is told by at a glance. */
  headlines: string[];
  /** The one group that all are compared in, where there is a golden host. */
  golden: string | null;
  /** What all names of hosts end in, which is left out where they stand in lists; "" where there is none. */
  domain: string;
  installations: PageTable;
  applications: PageTable;
  /** The version of each package in each application; null where nobody asked for them. */
  packages: PageTable | null;
  silences: PageSilence[];
  doubts: PageDoubt[];
  spreads: PageSpread[];
  /** Values that changed, oldest first; null where there is no history. */
  past: PageChange[] | null;
  /** What the runs before tell; null where there is no history. */
  trend: PageTrend | null;
}

/** A host without an installation has a row as well. */
function installationsOf({ hosts }: Audit): Source[] {
  return hosts.flatMap((host): Source[] =>
    host.installations.length === 0
      ? [{ host, installation: undefined, application: undefined }]
      : host.installations.map((installation) => ({ host, installation, application: undefined })),
  );
}

function applicationsOf({ hosts }: Audit): Source[] {
  return hosts.flatMap((host) =>
    host.installations.flatMap((installation) =>
      installation.applications.map((application) => ({ host, installation, application })),
    ),
  );
}

function headlinesOf({ catalogue }: Audit): string[] {
  const ranked = catalogue.facts.flatMap(({ id, headline }) =>
    headline === undefined ? [] : { id, headline },
  );
  return ranked.sort((a, b) => a.headline - b.headline).map(({ id }) => id);
}

const applicationTable = (
  audit: Audit,
  compared: readonly ApplicationComparison[],
  silences: readonly PageSilence[],
  names: Names,
): PageTable => {
  const facts = audit.catalogue.facts.filter(({ level }) => level === "application");
  return tableOf(audit, applicationsOf(audit), facts, compared, silences, names);
};

/** Everything that the page shows, each text once. */
export function pageData(audit: Audit, options: ReportOptions): PageData {
  const { command, all = false, packages = false, past, trend, whole = audit } = options;
  const { facts } = audit.catalogue;
  const silences = silencesOf(audit, command);
  const names = namesIn(audit, false);
  const compared = compareApplications(whole);
  const golden = audit.comparison.find((each) => each.golden !== undefined)?.group;
  return {
    title: forTerminal(audit.run.inventory),
    started: audit.run.startedAt,
    interrupted: audit.run.interrupted,
    verdict: verdict(audit),
    totals: audit.totals,
    all,
    headlines: headlinesOf(audit),
    golden: golden ?? null,
    domain: forTerminal(names.domain),
    installations: tableOf(
      audit,
      installationsOf(audit),
      facts.filter(({ level }) => level !== "application"),
      audit.comparison,
      silences,
      names,
    ),
    applications: applicationTable(audit, compared, silences, names),
    packages: packages
      ? applicationTable(byPackage(audit), compareApplications(byPackage(whole)), silences, names)
      : null,
    ...findingsOf(audit, trend),
    silences,
    doubts: doubtsOf(audit, names),
    spreads: spreadsOf(audit, compared, names),
    past: past?.map(changeOf) ?? null,
    trend: trend ? trendOf(trend, facts, names) : null,
  };
}
