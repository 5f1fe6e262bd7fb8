import * as z from "zod";
import { count, duration, hostError, transport } from "./common.js";
import { hostRecord } from "./snapshot.js";

/** An event with what it says besides its level and time. */
const event = <Name extends string, Shape extends z.ZodRawShape>(name: Name, meaning: string, shape: Shape) =>
  z
    .strictObject({
      level: z.enum(["info", "warn", "error"]).describe("How much it matters."),
      time: z.iso.datetime().describe("When it happened."),
      event: z.literal(name).describe("What happened."),
      ...shape,
    })
    .meta({ description: meaning });

const text = (meaning: string) => z.string().describe(meaning);

const host = { host: text("Name of the host.") };
const { stage, code, message } = hostError.shape;
const failure = { stage, code, message };
const failureIfAny = {
  stage: stage.exactOptional(),
  code: code.exactOptional(),
  message: message.exactOptional(),
};

/** One line of `--log`. @internal */
export const logLine = z
  .discriminatedUnion("event", [
    event("lock-waiting", "another run has the lock", {
      file: text("The lock."),
      pid: z.int().exactOptional().describe("The process that has it, where it says so."),
      since: z.iso.datetime().exactOptional().describe("Since when, where it says so."),
    }),
    event("lock-taken", "no other run has it", { file: text("The lock.") }),
    event("inventory-note", "what of an inventory of Ansible is not taken over", {
      message: text("What, and what is done instead."),
    }),
    event(
      "run-started",
      "all is known, no host has been contacted; `script` is the digest of what will run",
      {
        run: z.uuid().describe("Id of the run, as in the snapshot's header."),
        version: text("Version of the program."),
        inventory: text("The file that names the hosts."),
        selected: count.describe("How many hosts will be asked."),
        limits: z
          .strictObject({
            handshakes: z.int().describe("In their key exchange at a time."),
            running: z.int().describe("Connected at a time."),
          })
          .describe("How many hosts are worked on at the same time."),
        script: text("SHA-256, without the nonce."),
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
        status: hostRecord.shape.status,
        durationMs: duration,
        transport: transport.nullable().describe("How it was reached; null without a connection."),
        ...failureIfAny,
      },
    ),
    event("signal", "SIGINT, SIGTERM or SIGHUP: the run ends with what there is", {
      signal: z.enum(["SIGINT", "SIGTERM", "SIGHUP"]).describe("Which one."),
    }),
    event("snapshot-written", "the evidence is in this file", { file: text("The snapshot.") }),
    event("report-written", "a report is in this file; null for standard output", {
      format: text("As --format names it."),
      file: z.string().nullable().describe("The report."),
    }),
    event("history-added", "the evidence is in this history", { directory: text("The history.") }),
    event(
      "run-ended",
      "the last line: the exit code, how many hosts ended how, and why if nothing could be done",
      {
        code: z.int().describe("The exit code."),
        hosts: z
          .strictObject({ ok: count, unreachable: count, failed: count, skipped: count })
          .describe("How many hosts ended how."),
        message: z.string().exactOptional().describe("Why nothing could be done."),
      },
    ),
  ])
  .meta({ title: "One line of a log of wsgi-audit (JSON Lines)" });

type LogLine = z.infer<typeof logLine>;
export type LogLevel = LogLine["level"];

/** What each event says besides its name, level and time. */
export type LogEvents = { [Line in LogLine as Line["event"]]: Omit<Line, "event" | "level" | "time"> };
