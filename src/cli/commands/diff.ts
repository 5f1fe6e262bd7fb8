import type { Command } from "commander";
import { auditSnapshots } from "../../api/audit-snapshots.js";
import { type Drift, driftBetween, isQuiet } from "../../audit/drift.js";
import { codeOf } from "../../audit/exit-code.js";
import { driftText, type Single, singleIn } from "../../report/drift.js";
import { forJson } from "../../report/escape.js";
import type { Io } from "../io.js";
import { choice } from "../options/words.js";

export type DriftFormat = "text" | "json";

export interface DiffOptions {
  format: DriftFormat;
}

export const renderDrift = (drift: Drift, format: DriftFormat, single?: Single): string =>
  format === "json" ? forJson(`${JSON.stringify(drift, null, 2)}\n`) : driftText(drift, single);

/** `diff`: what changed between two snapshots. 3 where something did, 4 where nothing did and a host was not compared. */
export const addDiff = (program: Command, io: Io, done: (code: number) => void): Command =>
  program
    .command("diff")
    .argument("<old>", "the earlier snapshot")
    .argument("<new>", "the later one")
    .description("what changed between two snapshots")
    .addOption(choice("-f, --format <name>", "output format", ["text", "json"]).default("text"))
    .action(async (old: string, now: string, { format }: DiffOptions) => {
      const after = await auditSnapshots([now]);
      const drift = driftBetween(await auditSnapshots([old]), after);
      io.stdout.write(renderDrift(drift, format, singleIn(after)));
      const whole = drift.unread.length === 0;
      done(codeOf({ interrupted: false, whole, found: !isQuiet(drift) }));
    });
