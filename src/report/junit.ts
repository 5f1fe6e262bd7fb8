import { groupBy } from "../base/group-by.js";
import type { Finding, HostAudit, RuleInfo, UnknownVerdict } from "../model/audit.js";
import { forXml } from "./escape.js";
import type { Reporter } from "./reporter.js";

/** What a test case says beside its name. */
type Verdict =
  | { failed: readonly Finding[]; severity: string }
  | { skipped: string }
  | { error: string }
  | "passed";

interface Case {
  host: string;
  verdict: Verdict;
}

/** The suite in which every host has a case. */
const ANSWERS = "host/answer";

/**
 * JUnit XML, as CI systems read it. In a suite of its own each host is asked whether it gave its whole answer: one that
 * did not is an error, once. Then a suite for each rule, with a case for each host that it was judged on: where it could
 * not be judged, the case is skipped, which is no pass. Where nothing is that could fail, there is no case.
 */
export const junit: Reporter = (audit) => {
  const answers = suite(
    ANSWERS,
    audit.hosts.map((host) => ({ host: host.name, verdict: answerOf(host) })),
  );
  const [findings, unknown] = [index(audit.findings), index(audit.unknown)];
  const rules = audit.catalogue.rules.flatMap((rule) => {
    const cases = audit.hosts.flatMap((host) => {
      const key = keyOf(rule.id, host.name);
      const verdict = verdictOf(rule, host, findings.get(key), unknown.get(key));
      return verdict ? [{ host: host.name, verdict }] : [];
    });
    return cases.length > 0 ? [suite(rule.id, cases)] : [];
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="wsgi-audit">\n${answers}${rules.join("")}</testsuites>\n`;
};

type Index<T> = ReadonlyMap<string, T[]>;

const keyOf = (rule: string, host: string) => `${rule}\n${host}`;

const index = <T extends { rule: string; host: string }>(all: readonly T[]): Index<T> =>
  groupBy(all, ({ rule, host }) => keyOf(rule, host));

function answerOf({ status, error }: HostAudit): Verdict {
  if (status === "ok") return "passed";
  if (status === "skipped") return { skipped: "the run was interrupted before its turn" };
  return { error: error ? `${error.stage}: ${error.message}` : `${status}: its answer is not whole` };
}

/** Nothing for a host on which the rule could not fail. */
function verdictOf(
  rule: RuleInfo,
  host: HostAudit,
  failed: readonly Finding[] | undefined,
  open: readonly UnknownVerdict[] | undefined,
): Verdict | undefined {
  if (failed) return { failed, severity: rule.severity };
  if (open) return { skipped: open.map(({ reason }) => reason).join("; ") };
  return isJudged(rule, host) ? "passed" : undefined;
}

/** Whether an installation, or an application in it, has all that the rule needs. */
function isJudged({ needs }: RuleInfo, { installations }: HostAudit): boolean {
  if (needs === undefined) return false;
  return installations.some((installation) => {
    const rows = [installation.facts, ...installation.applications.map(({ facts }) => facts)];
    return rows.some((row) => needs.every((id) => (row[id] ?? installation.facts[id] ?? null) !== null));
  });
}

function suite(name: string, cases: readonly Case[]): string {
  const count = (kind: string) =>
    cases.filter(({ verdict }) => typeof verdict === "object" && kind in verdict).length;
  const counts = `tests="${cases.length}" failures="${count("failed")}" errors="${count("error")}" skipped="${count("skipped")}"`;
  const lines = cases.map((each) => testCase(name, each)).join("");
  return `  <testsuite name="${forXml(name)}" ${counts}>\n${lines}  </testsuite>\n`;
}

function testCase(suite: string, { host, verdict }: Case): string {
  const head = `    <testcase classname="${forXml(suite)}" name="${forXml(host)}"`;
  return verdict === "passed" ? `${head}/>\n` : `${head}>\n${element(verdict)}    </testcase>\n`;
}

function element(verdict: Exclude<Verdict, "passed">): string {
  if ("skipped" in verdict) return `      <skipped message="${forXml(verdict.skipped)}"/>\n`;
  if ("error" in verdict) return `      <error message="${forXml(verdict.error)}" type="host"/>\n`;
  // The schema allows one failure for a case.
  const messages = verdict.failed.map(({ installation, application, message, evidence }) =>
    [[installation, application, message].filter(Boolean).join(": "), ...evidence.split("\n")]
      .map(forXml)
      .join("\n"),
  );
  const message = forXml(verdict.failed.map((each) => each.message).join("; "));
  return `      <failure message="${message}" type="${verdict.severity}">${messages.join("\n\n")}</failure>\n`;
}
