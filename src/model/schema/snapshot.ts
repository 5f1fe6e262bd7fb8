import { z } from "zod";
import { SNAPSHOT_SCHEMA } from "../snapshot.js";
import { connection, factValue, hostError, tool } from "./common.js";

const header = z.strictObject({
  record: z.literal("header"),
  schema: z.literal(SNAPSHOT_SCHEMA),
  tool,
  run: z.strictObject({ id: z.string(), startedAt: z.iso.datetime(), inventory: z.string() }),
  selected: z.array(z.string()),
  compareBy: z.string(),
  script: z.string(),
  facts: z
    .array(
      z.strictObject({
        id: z.string(),
        label: z.string(),
        command: z.string(),
        pattern: z.string().exactOptional(),
        type: z.enum(["string", "number", "boolean", "list"]),
      }),
    )
    .exactOptional(),
  shard: z
    .strictObject({
      index: z.int().positive(),
      count: z.int().positive(),
      fleet: z.string(),
      positions: z.array(z.int().nonnegative()),
    })
    .exactOptional(),
});

const expectation = z.union([
  factValue,
  z.strictObject({ pattern: z.string() }),
  z.strictObject({ range: z.string() }),
  z.strictObject({ one_of: z.array(factValue) }),
]);

const part = z.strictObject({
  name: z.string(),
  stdout: z.string(),
  stderr: z.string(),
  status: z.int().nullable(),
  encoding: z.literal("latin1").optional(),
});

const section = z.strictObject({
  check: z.string(),
  installation: z.int(),
  parts: z.array(part),
  status: z.int().nullable(),
  timedOut: z.boolean(),
});

const transcript = z.strictObject({
  complete: z.boolean(),
  sections: z.array(section),
  noise: z.string(),
  script: z.string().exactOptional(),
});

const host = z.strictObject({
  record: z.literal("host"),
  host: z.strictObject({
    name: z.string(),
    address: z.string(),
    groups: z.array(z.string()),
    expect: z.record(z.string(), expectation),
  }),
  status: z.enum(["ok", "unreachable", "failed", "skipped"]),
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
  error: hostError.optional(),
  connection: connection.optional(),
  transcript: transcript.optional(),
  elevated: z
    .strictObject({ checks: z.array(z.string()), transcript, error: hostError.optional() })
    .optional(),
});

const end = z.strictObject({
  record: z.literal("end"),
  finishedAt: z.iso.datetime(),
  interrupted: z.boolean(),
});

/** One line of a snapshot. */
export const snapshotRecord = z
  .discriminatedUnion("record", [header, host, end])
  .meta({ title: "One line of a snapshot of wsgi-audit (JSON Lines)" });
