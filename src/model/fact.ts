import type * as z from "zod";
import type * as schema from "./schema/fact.js";
import type { HOST_STATUSES } from "./words.js";

/** What a fact is, as the schemas of the documents define it. */

export type Scalar = z.infer<typeof schema.scalar>;

/** A scalar, a list of scalars or a list of records. */
export type FactValue = z.infer<typeof schema.factValue>;

/** `absent`: nothing there to look at; `denied`: no permission; `failed`: could not look. */
export type Lack = z.infer<typeof schema.lack>;

/** Why a fact has no value. */
export type Gap = z.infer<typeof schema.gap>;

/** Fact values by id. A value that could not be had is null, and `gaps` says why. */
export type Facts = z.infer<typeof schema.facts>;

export type Gaps = z.infer<typeof schema.gaps>;

export type Level = z.infer<typeof schema.level>;

export type FactType = z.infer<typeof schema.factType>;

/** What the catalogue says about a fact. */
export type FactInfo = z.infer<typeof schema.factInfo>;

/** A demanded value: what `expect:` of the inventory holds for a fact. */
export type Expectation = z.infer<typeof schema.expectation>;

/** `ok`, `partial` (some sections failed), `unreachable`, `failed` (no usable answer), `skipped` (interrupted). */
export type HostStatus = (typeof HOST_STATUSES)[number];

export { HOST_STATUSES } from "./words.js";
