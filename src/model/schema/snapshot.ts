import * as z from "zod";
import { SNAPSHOT_SCHEMA } from "../words.js";
import { connection, duration, hostError, tool } from "./common.js";
import { expectation } from "./fact.js";

export const userFact = z
  .strictObject({
    id: z.string().describe("Begins with `user.`."),
    label: z.string().describe("Heading of its column."),
    command: z.string().describe("Shell command, run on the host."),
    pattern: z
      .string()
      .exactOptional()
      .describe("Regular expression (RE2): its first group, or the whole match, is the value."),
    type: z
      .enum(["string", "number", "boolean", "list"])
      .describe("boolean is the command's exit status, list its lines."),
  })
  .describe("A fact of the user's own: a shell command, and what its output means.");

export const shard = z
  .strictObject({
    index: z.int().positive().describe("From 1 to `count`."),
    count: z.int().positive().describe("Into how many parts the selection was split."),
    fleet: z
      .string()
      .describe(
        "SHA-256 over what the shards of one audit have in common: all names, the script, facts and groups compared.",
      ),
    positions: z
      .array(z.int().nonnegative())
      .describe("The places, from 0, that its hosts have in the whole selection."),
  })
  .describe("One part of a selection.");

export const header = z
  .strictObject({
    record: z.literal("header").describe("Tells the kinds of lines apart."),
    schema: z.literal(SNAPSHOT_SCHEMA).describe("Kind and version of this document."),
    tool,
    run: z
      .strictObject({
        id: z.string().describe("A UUID."),
        startedAt: z.iso.datetime().describe("When the run began."),
        inventory: z.string().describe("The file that named the hosts."),
      })
      .describe("The run that collected this."),
    selected: z.array(z.string()).describe("Host names in the order of the inventory."),
    compareBy: z.string().describe('A host fact id, or "group".'),
    script: z.string().describe("SHA-256 of the script that ran, without its nonce."),
    facts: z
      .array(userFact)
      .exactOptional()
      .describe("The inventory's own facts, so that the snapshot can be judged without it."),
    shard: shard
      .exactOptional()
      .describe("Of which `selected` is a part, where several runs share a selection."),
  })
  .describe("First line of a snapshot.");

export const hostIdentity = z
  .strictObject({
    name: z.string().describe("As the inventory names it."),
    address: z.string().describe("`user@address:port`."),
    groups: z.array(z.string()).describe("Every group the host belongs to, nearest first."),
    expect: z.record(z.string(), expectation).describe("Demanded values by fact id."),
  })
  .describe("Who a host is in the inventory, so that a snapshot can be judged without the inventory.");

export const part = z
  .strictObject({
    name: z.string().describe("Empty for what a section printed outside its commands."),
    stdout: z.string().describe("Its standard output."),
    stderr: z.string().describe("Its standard error."),
    status: z.int().nullable().describe("Exit status; null if its end never came."),
    encoding: z
      .literal("latin1")
      .exactOptional()
      .describe("The bytes were not UTF-8: each character stands for one byte."),
  })
  .describe("The output of one command of a section.");

export const section = z
  .strictObject({
    check: z.string().describe("The check that printed it."),
    installation: z.int().describe("From 1; 0 for sections about the whole host."),
    parts: z.array(part).describe("In the order in which they began."),
    status: z.int().nullable().describe("Exit status of the section; null if its end never came."),
    timedOut: z.boolean().describe("The section was ended by its own time limit."),
  })
  .describe("One framed piece of a host's output.");

export const transcript = z
  .strictObject({
    complete: z.boolean().describe("The end mark was seen: nothing is missing at the end."),
    sections: z.array(section).describe("In the order in which they were printed."),
    noise: z
      .string()
      .describe(
        "What came before, between and after the frames (noisy login shells), at most a few kilobytes.",
      ),
    script: z
      .string()
      .exactOptional()
      .describe("Digest and version of the script, where it is one that is installed on the host."),
  })
  .describe("What one host printed.");

export const elevated = z
  .strictObject({
    checks: z
      .array(z.string())
      .describe("The checks whose sections were asked for; those that they build on stand beside them."),
    transcript,
    error: hostError.exactOptional().describe("Why it is not whole: sudo refused, or time was over."),
  })
  .describe(
    "What was asked once more as root (`become: auto`), because the login had been denied something.",
  );

export const hostRecord = z
  .strictObject({
    record: z.literal("host").describe("Tells the kinds of lines apart."),
    host: hostIdentity,
    status: z
      .enum(["ok", "unreachable", "failed", "skipped"])
      .describe(
        "ok: it answered, though its answer may be cut off. unreachable: no connection. failed: no usable answer. skipped: the run was interrupted before its turn.",
      ),
    startedAt: z.iso.datetime().describe("When its turn came."),
    durationMs: duration,
    error: hostError.exactOptional(),
    connection: connection.exactOptional(),
    transcript: transcript.exactOptional(),
    elevated: elevated.exactOptional(),
  })
  .describe("What one host printed, and how it was reached.");

export const end = z
  .strictObject({
    record: z.literal("end").describe("Tells the kinds of lines apart."),
    finishedAt: z.iso.datetime().describe("When the run ended."),
    interrupted: z.boolean().describe("By a signal: hosts may be missing."),
  })
  .describe("Last line of a snapshot; its absence means that the run was killed.");

/** One line of a snapshot. */
export const snapshotRecord = z
  .discriminatedUnion("record", [header, hostRecord, end])
  .meta({ title: "One line of a snapshot of wsgi-audit (JSON Lines)" });
