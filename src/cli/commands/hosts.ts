import type { Command } from "commander";
import { codeOf } from "../../audit/exit-code.js";
import { groupBy } from "../../base/group-by.js";
import type { ResolvedHost } from "../../inventory/resolve/resolve.js";
import { forTerminal } from "../../report/escape.js";
import { wayTo } from "../../transport/session.js";
import { aligned, widthFor } from "../aligned.js";
import { VERBOSE_FLAGS, VERBOSE_HELP } from "../dialogue.js";
import type { Io } from "../io.js";
import { type FleetOptions, loadFleet, withFleetOptions } from "../options/fleet.js";
import { choice } from "../options/words.js";

/** `hosts`: the resolved inventory. */
export const addHosts = (program: Command, io: Io, done: (code: number) => void): Command =>
  withFleetOptions(program.command("hosts"))
    .description(
      "show the resolved inventory, without contacting any host; with --check, whether each one can be reached",
    )
    .option("--check", "connect, log in, look for sh, sudo (sudo -n true) and tools, and do nothing else")
    .option(VERBOSE_FLAGS, `with --check: ${VERBOSE_HELP}`)
    .addOption(choice("-f, --format <name>", "output format", ["text", "json"]).default("text"))
    .action(async (patterns: string[], options: HostsOptions) => {
      const fleet = await loadFleet(patterns, options, io);
      const json = options.format === "json";
      if (options.check) {
        // What connects is read where that is asked for.
        const { reachAll, reachTable } = await import("./hosts-check.js");
        const { hosts: reached, interrupted } = await reachAll(fleet, io, options.verbose);
        io.stdout.write(
          json ? `${JSON.stringify(reached, null, 2)}\n` : reachTable(reached, fleet.hosts.length),
        );
        const whole = reached.filter(({ status }) => status === "ok").length === fleet.hosts.length;
        done(codeOf({ interrupted, whole, found: false }));
      } else io.stdout.write(json ? `${JSON.stringify(fleet.hosts, null, 2)}\n` : await table(fleet.hosts));
    });

export interface HostsOptions extends FleetOptions {
  format: "text" | "json";
  check?: boolean;
  verbose?: boolean;
}

async function table(hosts: readonly ResolvedHost[]): Promise<string> {
  const rows = [
    ["HOST", "LOGIN", "JUMP", "GROUPS", "SET BY"],
    ...hosts.map(({ identity, target, sources }) =>
      [
        identity.name,
        identity.address,
        wayTo(target).join(" > "),
        identity.groups.join(", "),
        setBy(sources),
      ].map(forTerminal),
    ),
  ];
  const shown = hosts.some(({ target }) => target.via) ? rows : rows.map((row) => row.toSpliced(2, 1));
  return aligned(shown, await widthFor(shown));
}

/** `host: user, port; ssh_config: address`: what is not there is built in. */
function setBy(sources: ResolvedHost["sources"]): string {
  const byOrigin = groupBy(
    Object.entries(sources),
    ([, origin]) => origin,
    ([key]) => key,
  );
  return Array.from(byOrigin, ([origin, keys]) => `${origin}: ${keys.join(", ")}`).join("; ");
}
