import { type Command, Option } from "commander";
import type { ResolvedHost } from "../inventory/resolve.js";
import { forTerminal } from "../report/escape.js";
import { wayTo } from "../transport/session.js";
import { type FleetOptions, loadFleet, withFleetOptions } from "./fleet.js";
import type { Io } from "./io.js";

/** `hosts`: the resolved inventory. */
export const addHosts = (program: Command, io: Io): Command =>
  withFleetOptions(program.command("hosts"))
    .description("show the resolved inventory, without contacting any host")
    .addOption(new Option("-f, --format <name>", "output format").choices(["text", "json"]).default("text"))
    .action(async (patterns: string[], options: FleetOptions & { format: "text" | "json" }) => {
      const { hosts } = await loadFleet(patterns, options);
      io.stdout.write(options.format === "json" ? `${JSON.stringify(hosts, null, 2)}\n` : table(hosts));
    });

function table(hosts: readonly ResolvedHost[]): string {
  const rows = [
    ["HOST", "LOGIN", "JUMP", "GROUPS"],
    ...hosts.map(({ identity, target }) =>
      [identity.name, identity.address, wayTo(target).join(" > "), identity.groups.join(", ")].map(
        forTerminal,
      ),
    ),
  ];
  return aligned(hosts.some(({ target }) => target.via) ? rows : rows.map((row) => row.toSpliced(2, 1)));
}

/** Columns as wide as their widest cell. */
function aligned(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: readonly string[]) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  return rows.map((row) => `${line(row).trimEnd()}\n`).join("");
}
