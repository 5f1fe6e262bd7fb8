import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { checksFor } from "../checks/index.js";
import { composeScript } from "../script/compose.js";
import { PROBE_HELP, positive } from "./fleet.js";
import type { Io } from "./io.js";

/** `script`: every line that runs on a host. */
export const addScript = (program: Command, io: Io): Command =>
  program
    .command("script")
    .description("print exactly what is run on a host")
    .option("--seconds <n>", "time after which the script ends itself", positive, 90)
    .option("--probe", PROBE_HELP)
    .action(({ seconds, probe = false }: { seconds: number; probe?: boolean }) => {
      io.stdout.write(
        composeScript(checksFor({ probe }), { nonce: randomBytes(16).toString("hex"), seconds }),
      );
    });
