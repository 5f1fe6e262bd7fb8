import * as z from "zod";
import { AUDIT_SCHEMA, HOST_STATUSES, SEVERITIES } from "../words.js";
import { connection, count, duration, hostError, tool } from "./common.js";
import { factInfo, facts, factValue, gaps, lack } from "./fact.js";
import { elevated } from "./snapshot.js";

export const checkResult = z
  .strictObject({
    outcome: z.enum(["ok", ...lack.options]).describe("ok: at least one value. The others as of a gap."),
    reason: z.string().exactOptional().describe("What kept all values away."),
  })
  .describe("How a check fared.");

const checks = z.record(z.string(), checkResult);

export const applicationAudit = z
  .strictObject({ id: z.string().describe("Unique in its installation."), facts, gaps })
  .describe("One WSGI entry point of an installation.");

export const installationAudit = z
  .strictObject({
    id: z.string().describe("`binary:config_file`, unique on its host."),
    facts,
    gaps,
    checks: checks.describe("How each check of installations fared."),
    applications: z.array(applicationAudit).describe("Its WSGI applications."),
  })
  .describe("One httpd program with one configuration on one host.");

export const hostAudit = z
  .strictObject({
    name: z.string().describe("As the inventory names it; a container as `host/container`."),
    address: z.string().describe("`user@address:port`."),
    groups: z.array(z.string()).describe("Every group the host belongs to, nearest first."),
    containerOf: z.string().exactOptional().describe("The host around it, where it is a container."),
    status: z
      .enum(HOST_STATUSES)
      .describe(
        "partial: some sections failed. unreachable: no connection. failed: no usable answer. skipped: interrupted before its turn.",
      ),
    error: hostError.exactOptional(),
    durationMs: duration,
    connection: connection.exactOptional(),
    elevated: elevated
      .omit({ transcript: true })
      .exactOptional()
      .describe("What was asked once more as root, and why that brought nothing."),
    facts,
    gaps,
    checks: checks.describe("The worst outcome of each check over the host and its installations."),
    installations: z.array(installationAudit).describe("Those that run stand first."),
  })
  .describe("What is known of one host.");

export const severity = z.enum(SEVERITIES).describe("How much it matters.");

export const ruleInfo = z
  .strictObject({
    id: z.string().describe("`topic/slug`, such as python/library-not-found."),
    severity,
    title: z.string().describe("What is wrong where it does not hold."),
    why: z.string().describe("Why that hurts."),
    remedy: z.string().describe("What helps."),
    reference: z.string().exactOptional().describe("Where more is said."),
    needs: z
      .array(z.string())
      .exactOptional()
      .describe(
        "Ids of the facts without which it says nothing of an installation or application. Not of rules about hosts and fleets, nor in audits of older releases.",
      ),
  })
  .describe("What the catalogue says about a rule.");

const where = {
  host: z.string().describe("Name of the host."),
  installation: z.string().exactOptional().describe("Id of the installation, where it is about one."),
  application: z.string().exactOptional().describe("Id of the application, where it is about one."),
};

const member = z.strictObject({
  host: z.string().describe("Name of the host."),
  installation: z.string().describe("Id of the installation."),
});

export const comparison = z
  .strictObject({
    fact: z.string().describe("Fact id."),
    group: z.string().describe("The hosts that are compared with each other."),
    values: z
      .array(
        z.strictObject({
          value: factValue,
          count: count.describe("Installations, or hosts for a host's fact, that have it."),
          hosts: z.array(z.string()).describe("Their hosts."),
        }),
      )
      .describe("Rarest first."),
    unknown: count.describe(
      "Installations (for a host's fact: hosts) without a value: counted, never compared.",
    ),
    majority: factValue
      .nullable()
      .describe(
        "The value of more than half of the known installations, and of at least three times as many as have any other; null where there is none.",
      ),
    golden: z
      .string()
      .exactOptional()
      .describe("The host whose value it is, where the user named one to compare with."),
    outliers: z
      .array(
        member.extend({
          installation: z.string().describe("Id of the installation; empty for a host's fact."),
          value: factValue,
        }),
      )
      .describe("Those that differ from the majority."),
  })
  .describe(
    "How one fact is spread over one comparison group: over its installations, or its hosts for a host's fact.",
  );

export const installationClass = z
  .strictObject({
    group: z.string().describe("Their comparison group."),
    count: count.describe("How many they are."),
    hosts: z.array(z.string()).describe("Host names; a host with two equal installations stands twice."),
    members: z.array(member).describe("The installations."),
    representative: member.describe("One that stands for all."),
  })
  .describe("Installations whose compared facts are all equal.");

const difference = z
  .strictObject({
    fact: z.string().describe("Fact id."),
    actual: factValue.describe("The value here."),
    expected: factValue.describe("The value of the majority, or of the golden host."),
  })
  .describe("A fact in which a place is not like its group.");

export const finding = z
  .strictObject({
    rule: z.string().describe("Rule id."),
    severity,
    ...where,
    message: z.string().describe("What is wrong here."),
    evidence: z.string().describe("The facts or lines that the finding rests on."),
    remedy: z.string().describe("What helps on this system."),
    expected: factValue.exactOptional().describe("The value that it should have."),
    actual: factValue.exactOptional().describe("The value that it has."),
    differs: z
      .array(difference)
      .exactOptional()
      .describe(
        "Facts of this place that are not as in its group, and that this finding explains or is about.",
      ),
  })
  .describe("A rule that does not hold.");

export const acceptedFinding = finding
  .extend({
    reason: z.string().describe("Why it is accepted."),
    until: z.iso.date().describe("The last day, such as 2027-01-31."),
  })
  .describe(
    "A finding that somebody has accepted for a time, with the reason: counted and shown, never a fault.",
  );

export const unknownVerdict = z
  .strictObject({
    rule: z.string().describe("Rule id."),
    ...where,
    reason: z.string().describe("What was not known."),
    mistake: z
      .literal(true)
      .exactOptional()
      .describe(
        "The inventory of the run demands what nothing can be judged by, such as a fact that there is not.",
      ),
  })
  .describe("A rule that could not be judged: unknown is never pass.");

export const unusedAcceptance = z
  .strictObject({
    rule: z.string().describe("Rule id."),
    hosts: z.array(z.string()).describe("The hosts of the run that it names."),
    reason: z.string().describe("Why it was accepted."),
    until: z.iso.date().describe("The last day, such as 2027-01-31."),
  })
  .describe("What is accepted and not found any more: the rule was judged on all of these hosts, and holds.");

const counts = <K extends string>(keys: readonly K[]) =>
  z.strictObject(Object.fromEntries(keys.map((key) => [key, count])) as Record<K, typeof count>);

export const totals = z
  .strictObject({
    hosts: counts(["selected", ...HOST_STATUSES]).describe(
      "Hosts and containers by status; they add up to `selected`.",
    ),
    installations: count.describe("Installations on all hosts."),
    applications: count.describe("Applications of all installations."),
    findings: counts(SEVERITIES).describe("Findings by severity, without the accepted ones."),
    accepted: count.describe("Findings that are accepted."),
    unknown: count.describe("Rules that could not be judged somewhere."),
  })
  .describe("Everything counted.");

export const auditDocument = z
  .strictObject({
    schema: z.literal(AUDIT_SCHEMA).describe("Kind and version of this document."),
    tool,
    run: z
      .strictObject({
        id: z.string().describe("A UUID."),
        startedAt: z.iso.datetime().describe("When the run began."),
        finishedAt: z.iso.datetime().nullable().describe("When it ended; null if it was killed."),
        inventory: z.string().describe("The file that named the hosts."),
        selected: z.array(z.string()).describe("Host names in the order of the inventory."),
        interrupted: z.boolean().describe("By a signal, or killed."),
        compareBy: z.string().describe('A host fact id, or "group".'),
      })
      .describe("The run that collected the evidence."),
    totals,
    hosts: z
      .array(hostAudit)
      .describe(
        "In the order of the inventory, each with those of its containers behind it that were asked.",
      ),
    catalogue: z
      .strictObject({
        facts: z.array(factInfo).describe("In the order of the report."),
        rules: z.array(ruleInfo).describe("All that were judged."),
      })
      .describe("What facts and rules mean."),
    comparison: z.array(comparison).describe("By group, then by fact."),
    classes: z.array(installationClass).describe("Of each group the largest first."),
    findings: z.array(finding).describe("The worst first."),
    accepted: z.array(acceptedFinding).describe("Findings that do not count for a time."),
    unused: z
      .array(unusedAcceptance)
      .exactOptional()
      .describe("Acceptances that nothing needs any more. Not in audits of older releases."),
    unknown: z.array(unknownVerdict).describe("Where rules could not be judged."),
  })
  .meta({
    title: "Audit of wsgi-audit",
    description: "What follows from a snapshot: the one document that every report is made of.",
  });
