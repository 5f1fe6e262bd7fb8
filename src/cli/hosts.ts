import { type Command, Option } from "commander";
import type { ResolvedHost } from "../inventory/resolve.js";
import { forTerminal } from "../report/escape.js";
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
    ["HOST", "LOGIN", "GROUPS"],
    ...hosts.map(({ identity }) =>
      [identity.name, identity.address, identity.groups.join(", ")].map(forTerminal),
    ),
  ];
  const width = (column: number) => Math.max(...rows.map((row) => (row[column] ?? "").length));
  const [name, login] = [width(0), width(1)];
  return rows
    .map(([host = "", address = "", groups = ""]) =>
      `${host.padEnd(name)}  ${address.padEnd(login)}  ${groups}`.trimEnd(),
    )
    .join("\n")
    .concat("\n");
}
