import { groupBy } from "../base/group-by.js";
import type { Audit, Finding, RuleInfo, UnknownVerdict } from "../model/audit.js";
import { forXml } from "./escape.js";
import type { Reporter } from "./reporter.js";

/** What a test case says beside its name. */
type Verdict = { failed: Finding[] } | { skipped: string } | { error: string } | "passed";

/**
 * JUnit XML, as CI systems read it: a suite for each rule, a case for each host. A host that gave no whole answer is an
 * error, a rule that could not be judged is skipped: neither is a pass.
 */
export const junit: Reporter = (audit) => {
  const findings = index(audit.findings);
  const unknown = index(audit.unknown);
  const suites = audit.catalogue.rules.map((rule) => suite(audit, rule, findings, unknown));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="wsgi-audit">\n${suites.join("")}</testsuites>\n`;
};

type Index<T> = ReadonlyMap<string, T[]>;

const keyOf = (rule: string, host: string) => `${rule}\n${host}`;

const index = <T extends { rule: string; host: string }>(all: readonly T[]): Index<T> =>
  groupBy(all, ({ rule, host }) => keyOf(rule, host));

function suite(
  audit: Audit,
  rule: RuleInfo,
  findings: Index<Finding>,
  unknown: Index<UnknownVerdict>,
): string {
  const verdicts = audit.hosts.map((host) => ({
    name: host.name,
    verdict: verdictOf(host, findings.get(keyOf(rule.id, host.name)), unknown.get(keyOf(rule.id, host.name))),
  }));
  const count = (kind: string) =>
    verdicts.filter(({ verdict }) => typeof verdict === "object" && kind in verdict).length;
  const counts = `tests="${verdicts.length}" failures="${count("failed")}" errors="${count("error")}" skipped="${count("skipped")}"`;
  const cases = verdicts.map(({ name, verdict }) => testCase(rule, name, verdict)).join("");
  return `  <testsuite name="${forXml(rule.id)}" ${counts}>\n${cases}  </testsuite>\n`;
}

function verdictOf(
  host: Audit["hosts"][number],
  failed: Finding[] | undefined,
  open: UnknownVerdict[] | undefined,
): Verdict {
  if (failed) return { failed };
  if (host.status === "skipped") return { skipped: "the run was interrupted before its turn" };
  if (host.status === "unreachable" || host.status === "failed") {
    return { error: host.error ? `${host.error.stage}: ${host.error.message}` : host.status };
  }
  return open?.[0] ? { skipped: open.map(({ reason }) => reason).join("; ") } : "passed";
}

function testCase(rule: RuleInfo, host: string, verdict: Verdict): string {
  const head = `    <testcase classname="${forXml(rule.id)}" name="${forXml(host)}"`;
  if (verdict === "passed") return `${head}/>\n`;
  return `${head}>\n${elements(rule, verdict).join("")}    </testcase>\n`;
}

function elements(rule: RuleInfo, verdict: Exclude<Verdict, "passed">): string[] {
  if ("skipped" in verdict) return [`      <skipped message="${forXml(verdict.skipped)}"/>\n`];
  if ("error" in verdict) return [`      <error message="${forXml(verdict.error)}" type="host"/>\n`];
  // The schema allows one failure for a case.
  const messages = verdict.failed.map(({ installation, application, message, evidence }) =>
    [[installation, application, message].filter(Boolean).join(": "), ...evidence.split("\n")]
      .map(forXml)
      .join("\n"),
  );
  const message = forXml(verdict.failed.map((each) => each.message).join("; "));
  return [`      <failure message="${message}" type="${rule.severity}">${messages.join("\n\n")}</failure>\n`];
}
