import { randomBytes } from "node:crypto";
import { type Command, InvalidArgumentError } from "commander";
import { tool } from "../../base/version.js";
import { checksFor, observing } from "../../checks/index.js";
import { loadInventory } from "../../inventory/load.js";
import { checkSettings } from "../../inventory/own/schema.js";
import { composeInstalled, composeScript } from "../../script/compose.js";
import type { Io } from "../io.js";
import { PROBE_HELP, positive } from "../options/fleet.js";

export interface ScriptOptions {
  seconds: number;
  probe?: boolean;
  inventory?: string;
  observe?: boolean;
  standalone?: boolean;
  install?: boolean;
  become?: boolean;
  containers: string[];
}

/** `script`: every line that runs on a host. */
export const addScript = (program: Command, io: Io): Command =>
  program
    .command("script")
    .description("print every command that is run on a host")
    .option("--seconds <n>", "time after which the script ends itself", positive, 90)
    .option("--probe", PROBE_HELP)
    .option("-i, --inventory <file>", "with the facts that an inventory adds")
    .option(
      "--observe",
      "with the part that asks the URLs of `observe:`, for hosts whose SSH server does not forward",
    )
    .option(
      "--standalone",
      "to be run by hand or by another tool: `sh script >HOST.out`, then `report *.out`",
    )
    .option("--become", "as it is sent for `become: auto`, with the part that goes on as root")
    .option(
      "--containers <names>",
      "asked inside as well: auto, never, or patterns of their names, with commas between",
      wordsOf,
      ["auto"],
    )
    .option("--install", "to be installed on hosts, as the one command that the auditor's key may run")
    .action(async (options: ScriptOptions) => void io.stdout.write(await scriptFor(options)));

/** As `containers:` of an inventory. */
function wordsOf(text: string): string[] {
  const words = text.split(",").filter((word) => word !== "");
  const value = words.length === 1 && /^(auto|never)$/.test(words[0] ?? "") ? words[0] : words;
  try {
    checkSettings("--containers", { containers: value });
  } catch (error) {
    throw new InvalidArgumentError(
      (error as Error).message.replace(/^--containers: containers: (\d+: )?/, ""),
    );
  }
  return words;
}

async function scriptFor(options: ScriptOptions): Promise<string> {
  const { seconds, probe = false, observe = false, standalone = false, inventory, containers } = options;
  const facts = inventory === undefined ? [] : (await loadInventory(inventory)).facts;
  const checks = checksFor({ probe, facts });
  if (options.install) return composeInstalled(checks, tool.version, containers);
  return composeScript(observe ? [...checks, observing] : checks, {
    nonce: randomBytes(16).toString("hex"),
    seconds,
    standalone,
    containers,
    ...(options.become && { more: { secret: true } }),
  });
}
