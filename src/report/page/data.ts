import type { PastChange } from "../../audit/drift.js";
import { groupBy } from "../../base/group-by.js";
import type { Audit, RuleInfo } from "../../model/audit.js";
import { forTerminal } from "../escape.js";
import { foldCounted } from "../places.js";
import { type PageTable, type Source, tableOf } from "./matrix.js";
import { changeOf, type PageChange, placeOf } from "./past.js";

export interface PageData {
  title: string;
  started: string;
  interrupted: boolean;
  totals: Audit["totals"];
  installations: PageTable;
  applications: PageTable;
  findings: PageFinding[];
  rules: Record<string, PageRule>;
  /** Distinct remedies; findings name them by index. */
  remedies: string[];
  unknown: { rule: string; hosts: string; reason: string }[];
  /** Values that changed, oldest first; null where there is no history. */
  past: PageChange[] | null;
}

/** `hosts` are those that it found something on, folded; none, and it is left out. */
interface PageRule extends Pick<RuleInfo, "severity" | "title" | "why" | "reference"> {
  hosts?: string;
}

interface PageFinding {
  rule: string;
  severity: string;
  host: string;
  place: string;
  message: string;
  evidence: string;
  remedy: number;
}

function unknownOf({ unknown }: Audit): PageData["unknown"] {
  const alike = new Map<string, { rule: string; reason: string; hosts: string[] }>();
  for (const { rule, reason, host } of unknown) {
    const key = JSON.stringify([rule, reason]);
    const entry = alike.get(key) ?? { rule, reason: forTerminal(reason), hosts: [] };
    entry.hosts.push(host);
    alike.set(key, entry);
  }
  return [...alike.values()].map(({ rule, reason, hosts }) => ({ rule, reason, hosts: foldCounted(hosts) }));
}

function rulesOf({ catalogue, findings }: Audit): PageData["rules"] {
  const found = groupBy(findings, ({ rule }) => rule);
  return Object.fromEntries(
    catalogue.rules.map(({ id, severity, title, why, reference }) => {
      const hosts = found.get(id)?.map(({ host }) => host);
      return [
        id,
        {
          severity,
          title,
          why,
          ...(reference && { reference }),
          ...(hosts && { hosts: foldCounted(hosts) }),
        },
      ];
    }),
  );
}

/** Everything that the page shows, each text once. */
export function pageData(audit: Audit, past?: readonly PastChange[]): PageData {
  const sources = audit.hosts.flatMap((host): Source[] =>
    host.installations.length === 0
      ? [{ host, installation: undefined, application: undefined }]
      : host.installations.map((installation) => ({ host, installation, application: undefined })),
  );
  const applications = audit.hosts.flatMap((host) =>
    host.installations.flatMap((installation) =>
      installation.applications.map((application) => ({ host, installation, application })),
    ),
  );
  const facts = audit.catalogue.facts;
  const remedies = [...new Set(audit.findings.map(({ remedy }) => remedy))];
  const number = new Map(remedies.map((remedy, index) => [remedy, index]));
  return {
    title: forTerminal(audit.run.inventory),
    started: audit.run.startedAt,
    interrupted: audit.run.interrupted,
    totals: audit.totals,
    installations: tableOf(
      audit,
      sources,
      facts.filter(({ level }) => level !== "application"),
    ),
    applications: tableOf(
      audit,
      applications,
      facts.filter(({ level }) => level === "application"),
    ),
    findings: audit.findings.map(({ rule, severity, host, installation, application, ...found }) => ({
      rule,
      severity,
      host: forTerminal(host),
      place: forTerminal(placeOf(installation, application)),
      message: forTerminal(found.message),
      evidence: found.evidence.split("\n").map(forTerminal).join("\n"),
      remedy: number.get(found.remedy) ?? 0,
    })),
    rules: rulesOf(audit),
    remedies: remedies.map(forTerminal),
    unknown: unknownOf(audit),
    past: past?.map(changeOf) ?? null,
  };
}
