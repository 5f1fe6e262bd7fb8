import * as z from "zod";

/** What a fact is: its value, why it may have none, and what the catalogue says of it. */

export const scalar = z.union([z.string(), z.number(), z.boolean()]);

export const factValue = z
  .union([
    scalar,
    z.array(scalar).readonly(),
    z.array(z.record(z.string(), scalar.nullable()).readonly()).readonly(),
  ])
  .describe("A fact's value: a scalar, a list of scalars or a list of records.");

export const lack = z
  .enum(["absent", "denied", "failed"])
  .describe("absent: nothing there to look at. denied: no permission. failed: could not look.");

export const gap = z
  .strictObject({ outcome: lack, reason: z.string().describe("What kept the value away.") })
  .describe("Why a fact has no value.");

export const facts = z
  .record(z.string(), factValue.nullable())
  .describe("Values by fact id. One that could not be had is null, and `gaps` says why.");

export const gaps = z.record(z.string(), gap).describe("Why facts have no value, by fact id.");

export const level = z
  .enum(["host", "installation", "application"])
  .describe("What has the fact: a host, an installation on it, or an application of that.");

export const factType = z
  .enum(["string", "number", "boolean", "list", "records"])
  .describe("list: of texts. records: a list of mappings.");

export const factInfo = z
  .strictObject({
    id: z.string().describe("Lower case, dotted and stable, such as python.library.path."),
    label: z.string().describe("Heading of its column."),
    description: z.string().describe("What the value means."),
    type: factType,
    level,
    check: z.string().describe("The check that it comes from."),
    source: z
      .string()
      .exactOptional()
      .describe("Command or file of the host that it is taken from. Not in audits of older releases."),
    example: factValue
      .exactOptional()
      .describe("A value that it has on some host. Not in audits of older releases."),
    compared: z
      .boolean()
      .describe("False for facts that differ by nature (times, paths of temporary files): never compared."),
    ignores: z
      .array(z.string())
      .readonly()
      .exactOptional()
      .describe("Fields of records that differ by nature: shown, never compared."),
    headline: z
      .number()
      .exactOptional()
      .describe(
        "Among the few by which a fleet is told at a glance; 1 is shown first. Not in audits of older releases.",
      ),
  })
  .describe("What the catalogue says about a fact.");

export const expectation = z
  .union([
    factValue,
    z.strictObject({ pattern: z.string().describe("Regular expression that the value has a match of.") }),
    z.strictObject({
      at_least: z.string().describe("A version that it must be, or a newer one, such as 4.2.16."),
    }),
    z.strictObject({ range: z.string().describe("Versions, such as >=2.4.58.") }),
    z.strictObject({ one_of: z.array(factValue).describe("Values, of which it must be one.") }),
  ])
  .describe("A demanded value: what `expect` of the inventory holds for a fact.");
