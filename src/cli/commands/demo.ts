import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { auditSnapshots } from "../../api/audit-snapshots.js";
import { collectSnapshot } from "../../api/collect-snapshot.js";
import { startDemoFleet } from "../../demo/fleet.js";
import { SnapshotWriter } from "../../snapshot/write.js";
import { createSsh2Transport } from "../../transport/ssh2/ssh2.js";
import { type Io, writeLine } from "../io.js";
import { deliver, writeAll } from "../output.js";
import { Progress } from "../progress.js";

export interface DemoOptions {
  output: string;
  fold: boolean;
}

/** `demo`: the recorded fleet, over real SSH on loopback. A show: it exits 0 whatever it finds. */
export const addDemo = (program: Command, io: Io, done: (code: number) => void): Command =>
  program
    .command("demo")
    .description("audit a built-in fleet over real SSH on loopback, no set-up needed")
    .option("-o, --output <directory>", "where its reports go", "wsgi-audit-report")
    .option("--no-fold", "a row per installation instead of a row per class of equal ones")
    .action(async ({ output, fold }: DemoOptions) => {
      mkdirSync(output, { recursive: true });
      const snapshot = join(output, "demo.snapshot.jsonl");
      await collectDemo(snapshot, io);
      const audit = await auditSnapshots([snapshot]);
      const shown = { fold, failOn: "none", packages: true } as const;
      await deliver(audit, shown, io, "wsgi-audit run");
      await writeAll(
        audit,
        ["text", "html", "json", "markdown", "cyclonedx"],
        output,
        shown,
        "wsgi-audit run",
      );
      await writeAll(audit, ["csv"], output, { ...shown, packages: false }, "wsgi-audit run");
      writeLine(
        io.stderr,
        `Reports and evidence: ${output}/audit.{txt,html,json,csv,md,cdx.json}, ${snapshot}`,
      );
      done(0);
    });

async function collectDemo(file: string, io: Io): Promise<void> {
  const fleet = await startDemoFleet();
  const writer = new SnapshotWriter(file);
  const progress = await Progress.start(io, fleet.hosts.length);
  try {
    await collectSnapshot(fleet.hosts, {
      inventory: "built-in demo",
      compareBy: "group",
      transport: createSsh2Transport({ environment: io.env }),
      limits: { handshakes: 16, running: 64 },
      write: (record) => writer.write(record),
      onEvent: progress.take,
    });
  } finally {
    progress.stop();
    writer.close();
    fleet.close();
  }
}
