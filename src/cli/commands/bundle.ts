import type { Command } from "commander";
import { evaluate } from "../../audit/evaluate.js";
import { UsageError } from "../../base/errors.js";
import { bundle } from "../../report/bundle/bundle.js";
import { readSnapshots } from "../../snapshot/read.js";
import type { Io } from "../io.js";

/** `bundle`: one host's evidence for somebody who helps. */
export const addBundle = (program: Command, io: Io): Command =>
  program
    .command("bundle")
    .argument("<snapshot>", "a snapshot of `run --snapshot` or `collect`")
    .argument("<host>", "name of one host in it")
    .description("print all that is known of one host, without its names, to ask others for help")
    .action(async (file: string, name: string) => {
      const snapshot = await readSnapshots([file]);
      const record = snapshot.hosts.find(({ host }) => host.name === name);
      if (!record) throw new UsageError(`the snapshot holds no host ${name}`);
      io.stdout.write(bundle(record, evaluate(snapshot)));
    });
