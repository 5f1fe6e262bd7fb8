import { existsSync } from "node:fs";
import { type Command, Option } from "commander";
import { UsageError } from "../../base/errors.js";
import { firstInventory } from "../../inventory/first/first.js";
import { hostsOfSshConfig } from "../../inventory/first/from-ssh-config.js";
import type { Host } from "../../inventory/inventory.js";
import { loadHostsFrom } from "../../inventory/load.js";
import { parseInventory } from "../../inventory/own/parse.js";
import { ownLogin } from "../../inventory/resolve/login.js";
import { inventoryOfHosts } from "../../inventory/select/ad-hoc.js";
import { SshConfig } from "../../inventory/ssh-config/client.js";
import { type Io, writeLine } from "../io.js";
import { USUAL_INVENTORY } from "../options/source.js";
import { writeOutput } from "../process/output-file.js";

export interface InitOptions {
  hostsFrom?: string;
  sshConfig?: string;
  output: string;
}

/** `init`: the text of a first inventory. */
export const addInit = (program: Command, io: Io): Command =>
  program
    .command("init")
    .argument("[host...]", "[user@]host[:port], or ranges; without any, those that your ssh_config names")
    .description("write a first inventory, with comments, from names or from your ssh_config")
    .option("--hosts-from <file>", "host names from a file, - for standard input")
    .option(
      "-F, --ssh-config <file>",
      "ssh_config to take the hosts from, instead of your own and the system's",
    )
    .addOption(
      new Option("-o, --output <file>", "the file to write, - for standard output").default(USUAL_INVENTORY),
    )
    .action(async (words: string[], options: InitOptions) => {
      const toStandardOutput = options.output === "-";
      if (!toStandardOutput && existsSync(options.output))
        throw new UsageError(
          `${options.output} is there already: -o FILE names another one, and -o - prints the text`,
        );
      const text = await textFor(words, options, io);
      // What cannot be read is not written.
      const { hosts, groups } = parseInventory(text, options.output);
      if (toStandardOutput) io.stdout.write(text);
      else writeOutput(options.output, text);
      const counts = `${hosts.size} ${hosts.size === 1 ? "host" : "hosts"}, ${groups.size} ${groups.size === 1 ? "group" : "groups"}`;
      if (!toStandardOutput)
        writeLine(io.stderr, `${options.output}: ${counts}; \`wsgi-audit hosts --check\` tries them`);
    });

async function textFor(words: readonly string[], options: InitOptions, io: Io): Promise<string> {
  const { hostsFrom: file } = options;
  const named = [...words, ...(file === undefined ? [] : await loadHostsFrom(file))];
  if (named.length > 0 || file !== undefined)
    return firstInventory({ from: "names", hosts: [...inventoryOfHosts(named).hosts.values()] });
  const { hosts, leftOut } = await hostsOfSshConfig(configOf(options, io));
  if (hosts.length === 0)
    throw new UsageError(
      `${options.sshConfig ?? "your ssh_config"} names no host to audit: name hosts, as in \`wsgi-audit init web01 web02\``,
    );
  return firstInventory({ from: options.sshConfig ?? "ssh_config", hosts: hosts.map(hostOf), leftOut });
}

const hostOf = (name: string): Host => ({ name, alias: name, settings: {}, groups: [] });

const configOf = ({ sshConfig }: InitOptions, { env: environment }: Io) =>
  new SshConfig({
    ...ownLogin(environment),
    environment,
    ...(sshConfig !== undefined && { file: sshConfig }),
  });
