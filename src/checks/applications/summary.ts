import type { Gap } from "../../model/fact.js";
import { type ApplicationRow, type FactsOf, failed, isGap } from "../check.js";
import type { facts as applicationFacts } from "./facts.js";

const facts = {
  "wsgi.used_groups": {
    label: "Used groups",
    description: "Daemon process groups that some application runs in",
    type: "list",
    source:
      "app.process_group of all applications: `WSGIProcessGroup` and its kin in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: ["truth"],
  },
  "wsgi.modes": {
    label: "Modes",
    description: "embedded, daemon, or both: how the applications run",
    type: "list",
    source:
      "app.mode of all applications: `WSGIProcessGroup` and its kin in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: ["daemon", "embedded"],
  },
} as const;

/** The values of all rows; where one of them is open, so is the whole. */
function distinct(
  rows: readonly ApplicationRow<typeof applicationFacts>[],
  id: "app.process_group" | "app.mode",
): string[] | Gap {
  const values = new Set<string>();
  for (const row of rows) {
    const value = row.facts[id];
    if (isGap(value)) return failed(`${row.id}: ${value.reason}`);
    values.add(value);
  }
  return [...values].sort();
}

function of(rows: readonly ApplicationRow<typeof applicationFacts>[]): FactsOf<typeof facts> {
  const groups = distinct(rows, "app.process_group");
  return {
    "wsgi.used_groups": isGap(groups) ? groups : groups.filter((name) => name !== ""),
    "wsgi.modes": distinct(rows, "app.mode"),
  };
}

export const summary = { facts, of };
