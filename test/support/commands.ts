import { PassThrough } from "node:stream";
import { Command } from "commander";
import { commandsFor } from "../../src/cli/commands.js";
import type { Io } from "../../src/cli/io.js";
import { Unattended } from "../../src/cli/unattended/unattended.js";

/** Every command as it is declared, by name; none of them is run. */
export async function declaredCommands(): Promise<Map<string, Command>> {
  const program = new Command("wsgi-audit");
  const system = {
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    env: {},
    on: () => {},
    off: () => {},
  };
  const io = { ...system, run: new Unattended(system as unknown as Io) } as unknown as Io;
  for (const add of await commandsFor("--help")) add(program, io, () => {});
  return new Map(program.commands.map((command) => [command.name(), command]));
}
