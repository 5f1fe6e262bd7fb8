import { readFileSync, writeFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { auditDocument } from "../../src/model/schema/audit.js";
import { logLine } from "../../src/model/schema/log.js";
import { snapshotRecord } from "../../src/model/schema/snapshot.js";
import { auditOf, sampleFleet } from "../support/sample.js";

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

/** A number of each kind is said by the name of the kind. */
const COUNTED = ["ok", "partial", "unreachable", "failed", "skipped", "selected", "error", "warning", "info"];

/** Paths of the fields below a schema that have no description. */
function silentFields(schema: unknown, path = ""): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { properties = {}, ...rest } = schema as { properties?: Record<string, { description?: string }> };
  const own = Object.entries(properties).flatMap(([name, field]) => [
    ...(field.description || COUNTED.includes(name) ? [] : [`${path}.${name}`]),
    ...silentFields(field, `${path}.${name}`),
  ]);
  return [...own, ...Object.values(rest).flatMap((each) => silentFields(each, path))];
}

describe.each(["audit", "snapshot", "log"] as const)("schemas/%s.schema.json", (name) => {
  it("is what the code says; if not, run this test with UPDATE_SCHEMAS=1 and npm run format", () => {
    expect(shipped(name)).toEqual(generated(name));
  });

  it("says of every field what it means", () => {
    expect(silentFields(shipped(name))).toEqual([]);
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
});
