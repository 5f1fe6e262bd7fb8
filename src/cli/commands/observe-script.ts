import { readFileSync } from "node:fs";
import type { Command } from "commander";
import type { Io } from "../io.js";

/** `observe-script`: what users install beside an application, to be asked where it really runs. */
export const addObserveScript = (program: Command, io: Io): Command =>
  program
    .command("observe-script")
    .description(
      "print a WSGI script to install; once the inventory has its URL under `observe:`, the live server is asked as well",
    )
    .action(() => {
      io.stdout.write(readFileSync(new URL("../../observe/observe.wsgi", import.meta.url), "utf8"));
    });
