import stringWidth from "string-width";
import type { Fleet } from "../../api/resolve-fleet.js";
import { checksFor, reaching } from "../../checks/index.js";
import { collect } from "../../collect/fleet.js";
import { type Reach, reachOf } from "../../facts/reachability.js";
import { forTerminal } from "../../report/escape.js";
import { createTransports } from "../../transport/transports.js";
import { aligned } from "../aligned.js";
import { told } from "../dialogue.js";
import type { Io } from "../io.js";
import { forbidCoreDumps } from "../process/core-dumps.js";
import { Interrupt } from "../process/interrupt.js";

export interface Reached {
  hosts: Reach[];
  interrupted: boolean;
}

/** Connects to each host and asks who logs in and with what; in the order of the inventory. */
export async function reachAll({ hosts, inventory, run }: Fleet, io: Io, verbose = false): Promise<Reached> {
  const found = new Map<string, Reach>();
  forbidCoreDumps(io);
  const transport = told(createTransports(run.reach), verbose, io);
  const interrupt = new Interrupt(io, () => {});
  try {
    const bare = hosts.map(({ identity, target }) => ({ identity, target }));
    await collect(bare, {
      checks: reaching,
      installed: checksFor({ probe: false, facts: inventory.facts }),
      transport,
      secretOf: transport.secretOf,
      limits: inventory.limits,
      signal: interrupt.signal,
      onRecord: (record) => void found.set(record.host.name, reachOf(record)),
    });
  } finally {
    interrupt.stop();
    await transport.close();
  }
  return {
    hosts: hosts.flatMap(({ identity }) => found.get(identity.name) ?? []),
    interrupted: interrupt.signal.aborted,
  };
}

const shown = (value: unknown) => (value === null || value === undefined ? "-" : String(value));

const listed = (value: unknown) => (Array.isArray(value) ? value.join(", ") : shown(value));

/** A line for each host that answers; below them those that do not, with what helps. */
export function reachTable(reached: readonly Reach[], selected: number): string {
  const rows = [
    ["HOST", "STATE", "LOGIN", "OS", "ROOT BY", "RTT", "BY", "SERVER", "HOST KEY", "JUMP", "MISSING"],
    ...reached.map((each) =>
      [
        each.host,
        each.status,
        shown(each.login),
        shown(each.os),
        listed(each.waysToRoot),
        each.roundTripMs === null ? "-" : `${each.roundTripMs} ms`,
        [shown(each.transport), each.because].filter(Boolean).join(": "),
        shown(each.server),
        shown(each.hostKey?.split(" ")[0]),
        each.via.join(" > ") || "-",
        each.missing.join(" ") || "-",
      ].map(forTerminal),
    ),
  ];
  const problems = reached.flatMap(({ host, error }) =>
    error ? [`${host}: ${error.stage}: ${error.message}${error.hint ? `\n  ${error.hint}` : ""}`] : [],
  );
  const ok = reached.filter(({ status }) => status === "ok").length;
  const below = problems.map((text) => `${text.split("\n").map(forTerminal).join("\n")}\n`).join("");
  return `${aligned(rows, stringWidth)}${below && `\n${below}`}\n${ok} of ${selected} hosts can be audited\n`;
}
