import { z } from "zod";

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** A fact's value: a scalar, a list of scalars or a list of records. */
export const factValue = z.union([scalar, z.array(scalar), z.array(z.record(z.string(), scalar.nullable()))]);

export const tool = z.strictObject({ name: z.string(), version: z.string() });

export const hostError = z.strictObject({
  stage: z.string(),
  code: z.string(),
  message: z.string(),
  hint: z.string().exactOptional(),
});

export const connection = z.strictObject({
  server: z.string().exactOptional(),
  kex: z.string().exactOptional(),
  cipher: z.string().exactOptional(),
  hostKey: z.strictObject({ type: z.string(), fingerprint: z.string() }).exactOptional(),
  authenticatedBy: z.string().exactOptional(),
  transport: z.enum(["openssh", "local"]).exactOptional(),
  because: z.string().exactOptional(),
  roundTripMs: z.number().exactOptional(),
  algorithms: z.enum(["legacy", "ancient"]).exactOptional(),
  via: z.array(z.string()).exactOptional(),
});

export const count = z.int().min(0);
