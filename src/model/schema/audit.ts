import { z } from "zod";
import { AUDIT_SCHEMA, SEVERITIES } from "../audit.js";
import { HOST_STATUSES } from "../fact.js";
import { connection, count, factValue, hostError, tool } from "./common.js";

const facts = z.record(z.string(), factValue.nullable());
const gaps = z.record(
  z.string(),
  z.strictObject({ outcome: z.enum(["absent", "denied", "failed"]), reason: z.string() }),
);
const checks = z.record(
  z.string(),
  z.strictObject({
    outcome: z.enum(["ok", "absent", "denied", "failed"]),
    reason: z.string().exactOptional(),
  }),
);
const application = z.strictObject({ id: z.string(), facts, gaps });
const installation = z.strictObject({
  id: z.string(),
  facts,
  gaps,
  checks,
  applications: z.array(application),
});

const host = z.strictObject({
  name: z.string(),
  address: z.string(),
  groups: z.array(z.string()),
  status: z.enum(HOST_STATUSES),
  error: hostError.exactOptional(),
  durationMs: z.number(),
  connection: connection.exactOptional(),
  elevated: z.strictObject({ checks: z.array(z.string()), error: hostError.exactOptional() }).exactOptional(),
  facts,
  gaps,
  checks,
  installations: z.array(installation),
});

const severity = z.enum(SEVERITIES);
const level = z.enum(["host", "installation", "application"]);

const catalogue = z.strictObject({
  facts: z.array(
    z.strictObject({
      id: z.string(),
      label: z.string(),
      description: z.string(),
      type: z.enum(["string", "number", "boolean", "list", "records"]),
      level,
      check: z.string(),
      compared: z.boolean(),
      ignores: z.array(z.string()).readonly().exactOptional(),
    }),
  ),
  rules: z.array(
    z.strictObject({
      id: z.string(),
      severity,
      title: z.string(),
      why: z.string(),
      remedy: z.string(),
      reference: z.string().exactOptional(),
    }),
  ),
});

const place = z.strictObject({ host: z.string(), installation: z.string() });

const comparison = z.strictObject({
  fact: z.string(),
  group: z.string(),
  values: z.array(z.strictObject({ value: factValue, count, hosts: z.array(z.string()) })),
  unknown: count,
  majority: factValue.nullable(),
  golden: z.string().exactOptional(),
  outliers: z.array(z.strictObject({ host: z.string(), installation: z.string(), value: factValue })),
});

const finding = z.strictObject({
  rule: z.string(),
  severity,
  host: z.string(),
  installation: z.string().exactOptional(),
  application: z.string().exactOptional(),
  message: z.string(),
  evidence: z.string(),
  remedy: z.string(),
  expected: factValue.exactOptional(),
  actual: factValue.exactOptional(),
});

const counts = <K extends string>(keys: readonly K[]) =>
  z.strictObject(Object.fromEntries(keys.map((key) => [key, count])) as Record<K, typeof count>);

/** The audit document. */
export const auditDocument = z
  .strictObject({
    schema: z.literal(AUDIT_SCHEMA),
    tool,
    run: z.strictObject({
      id: z.string(),
      startedAt: z.iso.datetime(),
      finishedAt: z.iso.datetime().nullable(),
      inventory: z.string(),
      selected: z.array(z.string()),
      interrupted: z.boolean(),
      compareBy: z.string(),
    }),
    totals: z.strictObject({
      hosts: counts(["selected", ...HOST_STATUSES]),
      installations: count,
      applications: count,
      findings: counts(SEVERITIES),
      accepted: count,
      unknown: count,
    }),
    hosts: z.array(host),
    catalogue,
    comparison: z.array(comparison),
    classes: z.array(
      z.strictObject({
        group: z.string(),
        count,
        hosts: z.array(z.string()),
        members: z.array(place),
        representative: place,
      }),
    ),
    findings: z.array(finding),
    accepted: z.array(finding.extend({ reason: z.string(), until: z.iso.date() })),
    unknown: z.array(
      z.strictObject({
        rule: z.string(),
        host: z.string(),
        installation: z.string().exactOptional(),
        application: z.string().exactOptional(),
        reason: z.string(),
      }),
    ),
  })
  .meta({ title: "Audit of wsgi-audit" });
