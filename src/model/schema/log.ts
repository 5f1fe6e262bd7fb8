import { z } from "zod";
import { count } from "./common.js";

/** An event with what it says besides its level and time. */
const event = <Name extends string, Shape extends z.ZodRawShape>(name: Name, meaning: string, shape: Shape) =>
  z
    .strictObject({
      level: z.enum(["info", "warn", "error"]),
      time: z.iso.datetime(),
      event: z.literal(name),
      ...shape,
    })
    .meta({ description: meaning });

const host = { host: z.string() };
const failure = { stage: z.string(), code: z.string(), message: z.string() };
const optional = {
  stage: z.string().exactOptional(),
  code: z.string().exactOptional(),
  message: z.string().exactOptional(),
};

/** One line of `--log`. @internal */
export const logLine = z
  .discriminatedUnion("event", [
    event("lock-waiting", "another run has the lock", {
      file: z.string(),
      pid: z.int().exactOptional(),
      since: z.iso.datetime().exactOptional(),
    }),
    event("lock-taken", "no other run has it", { file: z.string() }),
    event("inventory-note", "what of an inventory of Ansible is not taken over", { message: z.string() }),
    event(
      "run-started",
      "all is known, no host has been contacted; `script` is the digest of what will run",
      {
        run: z.uuid(),
        version: z.string(),
        inventory: z.string(),
        selected: count,
        limits: z.strictObject({ handshakes: z.int(), running: z.int() }),
        script: z.string(),
      },
    ),
    event("host-connecting", "its turn has come", host),
    event("host-retrying", "an attempt failed in a way that another one may cure", { ...host, ...failure }),
    event("host-running", "logged in; the script runs", host),
    event(
      "host-done",
      "what became of it, `warn` unless its answer is whole; `transport` is null without a connection",
      {
        ...host,
        status: z.enum(["ok", "unreachable", "failed", "skipped"]),
        durationMs: z.number(),
        transport: z.enum(["ssh2", "openssh", "local"]).nullable(),
        ...optional,
      },
    ),
    event("signal", "SIGINT, SIGTERM or SIGHUP: the run ends with what there is", {
      signal: z.enum(["SIGINT", "SIGTERM", "SIGHUP"]),
    }),
    event("snapshot-written", "the evidence is in this file", { file: z.string() }),
    event("report-written", "a report is in this file; null for standard output", {
      format: z.string(),
      file: z.string().nullable(),
    }),
    event("history-added", "the evidence is in this history", { directory: z.string() }),
    event(
      "run-ended",
      "the last line: the exit code, how many hosts ended how, and why if nothing could be done",
      {
        code: z.int(),
        hosts: z.strictObject({ ok: count, unreachable: count, failed: count, skipped: count }),
        message: z.string().exactOptional(),
      },
    ),
  ])
  .meta({ title: "One line of a log of wsgi-audit (JSON Lines)" });

type LogLine = z.infer<typeof logLine>;
export type LogLevel = LogLine["level"];

/** What each event says besides its name, level and time. */
export type LogEvents = { [Line in LogLine as Line["event"]]: Omit<Line, "event" | "level" | "time"> };
