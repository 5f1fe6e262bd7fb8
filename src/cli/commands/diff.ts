import { type Command, Option } from "commander";
import { auditSnapshots } from "../../api/audit-snapshots.js";
import { type Drift, driftBetween, isQuiet } from "../../audit/drift.js";
import { driftText } from "../../report/drift.js";
import { forJson } from "../../report/escape.js";
import type { Io } from "../io.js";

export type DriftFormat = "text" | "json";

export interface DiffOptions {
  format: DriftFormat;
}

export const renderDrift = (drift: Drift, format: DriftFormat): string =>
  format === "json" ? forJson(`${JSON.stringify(drift, null, 2)}\n`) : driftText(drift);

/** `diff`: what changed between two snapshots. 3 where something did, 4 where nothing did and a host was not compared. */
export const addDiff = (program: Command, io: Io, done: (code: number) => void): Command =>
  program
    .command("diff")
    .argument("<old>", "the earlier snapshot")
    .argument("<new>", "the later one")
    .description("what changed between two snapshots")
    .addOption(new Option("-f, --format <name>", "output format").choices(["text", "json"]).default("text"))
    .action(async (old: string, now: string, { format }: DiffOptions) => {
      const drift = driftBetween(await auditSnapshots([old]), await auditSnapshots([now]));
      io.stdout.write(renderDrift(drift, format));
      done((isQuiet(drift) ? 0 : 3) + (drift.unread.length > 0 ? (isQuiet(drift) ? 4 : 2) : 0));
    });
