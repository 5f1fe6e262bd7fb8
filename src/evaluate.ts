import { factCatalogue } from "./checks/index.js";
import { compareFleet } from "./compare.js";
import { judge } from "./judge.js";
import { AUDIT_SCHEMA, type Audit, type Expectation, type HostRecord, type Snapshot } from "./model.js";
import { parseHost } from "./parse.js";
import { totals } from "./totals.js";

/** Judges a snapshot: what each host printed becomes facts, comparison and findings. Pure. */
export function evaluate(snapshot: Snapshot): Audit {
  const { header, end } = snapshot;
  const records = inOrder(snapshot);
  const hosts = records.map(parseHost);
  const expectations = new Map<string, Record<string, Expectation>>(
    records.map(({ host }) => [host.name, host.expect]),
  );
  const { comparison, classes } = compareFleet(hosts, [...factCatalogue], header.compareBy);
  const { findings, unknown, rules } = judge(hosts, [...factCatalogue], comparison, expectations);
  return {
    schema: AUDIT_SCHEMA,
    tool: header.tool,
    run: {
      ...header.run,
      finishedAt: end?.finishedAt ?? null,
      selected: header.selected,
      interrupted: end?.interrupted ?? true,
      compareBy: header.compareBy,
    },
    totals: totals(header.selected.length, hosts, findings, unknown),
    hosts,
    catalogue: { facts: [...factCatalogue], rules },
    comparison,
    classes,
    findings,
    unknown,
  };
}

/** The order of the inventory; a host without a record was not reached before the run ended. */
function inOrder({ header, hosts }: Snapshot): HostRecord[] {
  const records = new Map(hosts.map((record) => [record.host.name, record]));
  return header.selected.map((name) => records.get(name) ?? missing(name, header.run.startedAt));
}

const missing = (name: string, startedAt: string): HostRecord => ({
  record: "host",
  host: { name, address: "", groups: [], expect: {} },
  status: "skipped",
  startedAt,
  durationMs: 0,
});
