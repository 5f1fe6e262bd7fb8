import type * as z from "zod";
import type * as schema from "./schema/audit.js";

/**
 * The audit is what follows from a snapshot: one plain JSON document, which every report is made of. What each field
 * means stands in its schema.
 */

export { AUDIT_SCHEMA, SEVERITIES } from "./words.js";

/** How a check fared. */
export type CheckResult = z.infer<typeof schema.checkResult>;

export type CheckOutcome = CheckResult["outcome"];

export type ApplicationAudit = z.infer<typeof schema.applicationAudit>;

/** One httpd program with one configuration on one host. */
export type InstallationAudit = z.infer<typeof schema.installationAudit>;

export type HostAudit = z.infer<typeof schema.hostAudit>;

export type Severity = z.infer<typeof schema.severity>;

export type RuleInfo = z.infer<typeof schema.ruleInfo>;

/** How one fact is spread over one comparison group: over its installations, or its hosts for a host's fact. */
export type Comparison = z.infer<typeof schema.comparison>;

/** Installations whose compared facts are all equal. */
export type InstallationClass = z.infer<typeof schema.installationClass>;

/** A rule that does not hold. */
export type Finding = z.infer<typeof schema.finding>;

/** A fact in which a place is not like its group. */
export type Difference = NonNullable<Finding["differs"]>[number];

/** A finding that somebody has accepted for a time, with the reason: counted and shown, never a fault. */
export type AcceptedFinding = z.infer<typeof schema.acceptedFinding>;

/** What is accepted and not found any more. */
export type UnusedAcceptance = z.infer<typeof schema.unusedAcceptance>;

/** A rule that could not be judged: unknown is never pass. */
export type UnknownVerdict = z.infer<typeof schema.unknownVerdict>;

export type Totals = z.infer<typeof schema.totals>;

export type Audit = z.infer<typeof schema.auditDocument>;
