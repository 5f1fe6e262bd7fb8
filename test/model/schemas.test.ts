import { readFileSync, writeFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import type { Audit } from "../../src/model/audit.js";
import { auditDocument } from "../../src/model/schema/audit.js";
import { logLine } from "../../src/model/schema/log.js";
import { snapshotRecord } from "../../src/model/schema/snapshot.js";
import type { SnapshotRecord } from "../../src/model/snapshot.js";
import { auditOf, sampleFleet } from "../support/sample.js";

/** The same type with nothing to write to. */
type ReadOnly<T> = T extends object ? { readonly [K in keyof T]: ReadOnly<T[K]> } : T;

const SCHEMAS = { audit: auditDocument, snapshot: snapshotRecord, log: logLine };

const fileOf = (name: string) => new URL(`../../schemas/${name}.schema.json`, import.meta.url);

const generated = (name: keyof typeof SCHEMAS) => JSON.parse(JSON.stringify(z.toJSONSchema(SCHEMAS[name])));

// UPDATE_SCHEMAS=1 writes the files anew; `npm run format` then lays them out.
if (process.env.UPDATE_SCHEMAS === "1") {
  for (const name of ["audit", "snapshot", "log"] as const) {
    writeFileSync(fileOf(name), `${JSON.stringify(generated(name), null, 2)}\n`);
  }
}

const shipped = (name: string) => JSON.parse(readFileSync(fileOf(name), "utf8"));

describe.each(["audit", "snapshot", "log"] as const)("schemas/%s.schema.json", (name) => {
  it("is what the code says; if not, run this test with UPDATE_SCHEMAS=1 and npm run format", () => {
    expect(shipped(name)).toEqual(generated(name));
  });
});

describe("the schemas", () => {
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(shipped("audit"));

  it("accept a whole audit, and refuse one with a word too many or too few", () => {
    const audit = JSON.parse(JSON.stringify(auditOf(sampleFleet())));
    validate(audit);
    expect(validate.errors).toBeNull();
    expect(validate({ ...audit, extra: 1 })).toBe(false);
    const { totals: _, ...without } = audit;
    expect(validate(without)).toBe(false);
  });

  it("are the types of the model", () => {
    // The model's lists are read-only, so that the other way round compares them as such.
    expectTypeOf<z.infer<typeof auditDocument>>().toExtend<Audit>();
    expectTypeOf<Audit>().toExtend<ReadOnly<z.infer<typeof auditDocument>>>();
    expectTypeOf<SnapshotRecord["record"]>().toEqualTypeOf<z.infer<typeof snapshotRecord>["record"]>();
  });
});
