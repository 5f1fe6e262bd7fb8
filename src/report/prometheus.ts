import { type Audit, SEVERITIES } from "../model/audit.js";
import { HOST_STATUSES } from "../model/fact.js";
import { forPrometheus } from "./escape.js";
import type { Reporter } from "./reporter.js";

interface Sample {
  labels?: Readonly<Record<string, string>>;
  value: number;
}

/** One metric with its help and type lines, in the text format that node_exporter's textfile collector reads. */
function metric(name: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(({ labels = {}, value }) => {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}="${forPrometheus(text)}"`);
    return `${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join("")}`;
}

const seconds = (time: string | null): number => (time === null ? Number.NaN : Date.parse(time) / 1000);

/** Gauges of a run. A host's state is 1 for the state that it is in and 0 for the others, as alerts need it. */
export const prometheus: Reporter = (audit) =>
  [
    metric("wsgi_audit_run_started_seconds", "When the run began, in seconds since 1970.", [
      { value: seconds(audit.run.startedAt) },
    ]),
    metric("wsgi_audit_run_complete", "1 if the run was not interrupted and every host is ok.", [
      { value: Number(isComplete(audit)) },
    ]),
    metric("wsgi_audit_hosts", "Hosts by state.", statesOf(audit)),
    metric("wsgi_audit_installations", "httpd installations.", [{ value: audit.totals.installations }]),
    metric("wsgi_audit_applications", "WSGI applications.", [{ value: audit.totals.applications }]),
    metric("wsgi_audit_unknown", "Rules that could not be judged.", [{ value: audit.totals.unknown }]),
    metric("wsgi_audit_accepted", "Findings that are accepted for a time.", [
      { value: audit.totals.accepted },
    ]),
    metric("wsgi_audit_findings", "Findings by rule, of all hosts.", byRule(audit)),
    metric("wsgi_audit_host_state", "1 for the state that a host is in.", hostStates(audit)),
    metric("wsgi_audit_host_findings", "Findings of a host by severity.", hostFindings(audit)),
  ].join("");

const isComplete = ({ run, hosts }: Audit) =>
  !run.interrupted && hosts.every(({ status }) => status === "ok");

const statesOf = ({ totals }: Audit): Sample[] =>
  HOST_STATUSES.map((state) => ({ labels: { state }, value: totals.hosts[state] }));

function byRule({ catalogue, findings }: Audit): Sample[] {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return catalogue.rules.map(({ id, severity }) => ({
    labels: { rule: id, severity },
    value: counts.get(id) ?? 0,
  }));
}

const hostStates = ({ hosts }: Audit): Sample[] =>
  hosts.flatMap(({ name, status }) =>
    HOST_STATUSES.map((state) => ({ labels: { host: name, state }, value: Number(state === status) })),
  );

function hostFindings({ hosts, findings }: Audit): Sample[] {
  const counts = new Map<string, number>();
  for (const { host, severity } of findings)
    counts.set(`${severity}\n${host}`, (counts.get(`${severity}\n${host}`) ?? 0) + 1);
  return hosts.flatMap(({ name }) =>
    SEVERITIES.map((severity) => ({
      labels: { host: name, severity },
      value: counts.get(`${severity}\n${name}`) ?? 0,
    })),
  );
}
