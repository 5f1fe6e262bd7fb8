/** Reports as programs read them that know nothing of us. */
import { readFileSync } from "node:fs";
import { parse as parseCsv } from "csv-parse/sync";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { marked } from "marked";
import parsePrometheus from "parse-prometheus-text-format";
import { describe, expect, it } from "vitest";
import { validateXML } from "xmllint-wasm";
import type { Audit } from "../../src/model/audit.js";
import { reporters } from "../../src/report/index.js";
import { monitorCode } from "../../src/report/monitor.js";
import { frozenAudit } from "../support/frozen-audit.js";
import { hostileAudit } from "../support/hostile.js";
import { options } from "../support/report-options.js";
import { auditOf, host, installation, sampleFleet } from "../support/sample.js";

const schema = readFileSync(new URL("./junit.xsd", import.meta.url), "utf8");

const AUDITS: [string, () => Audit][] = [
  ["a fleet", () => auditOf(sampleFleet())],
  ["the frozen fleet", frozenAudit],
  ["a hostile fleet", hostileAudit],
  ["no host at all", () => auditOf([])],
];

interface Case {
  name: string;
  failure?: unknown;
  error?: unknown;
  skipped?: unknown;
}

const xml = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  isArray: (name) => name === "testcase" || name === "testsuite",
});

describe.each(AUDITS)("reports of %s", (_name, make) => {
  const audit = make();

  it("are valid JUnit XML: who answered, and a case for each host that a rule could fail on", async () => {
    const text = reporters.junit(audit, options);
    expect(XMLValidator.validate(text)).toBe(true);
    const { valid, errors } = await validateXML({ xml: text, schema: [schema] });
    expect({ valid, errors }).toEqual({ valid: true, errors: [] });
    const { testsuites } = xml.parse(text) as {
      testsuites: { testsuite: { name: string; testcase?: Case[] }[] };
    };
    const [answers, ...suites] = testsuites.testsuite;
    const casesOf = ({ testcase = [] }: { testcase?: Case[] } = {}) => testcase;
    expect(answers?.name).toBe("host/answer");
    expect(casesOf(answers)).toHaveLength(audit.hosts.length);
    const silent = audit.hosts.filter(({ status }) => status !== "ok" && status !== "skipped");
    expect(casesOf(answers).filter(({ error }) => error !== undefined)).toHaveLength(silent.length);
    const judged = audit.catalogue.rules.filter(({ id }) => suites.some(({ name }) => name === id));
    expect(suites.map(({ name }) => name)).toEqual(judged.map(({ id }) => id));
    const hostsOf = (all: readonly { rule: string; host: string }[], rule: string) =>
      new Set(all.filter((each) => each.rule === rule).map(({ host }) => host));
    for (const { id } of audit.catalogue.rules) {
      const cases = casesOf(suites.find(({ name }) => name === id));
      const [failed, open] = [hostsOf(audit.findings, id), hostsOf(audit.unknown, id)];
      expect(cases.filter(({ failure }) => failure !== undefined)).toHaveLength(failed.size);
      expect(cases.filter(({ skipped }) => skipped !== undefined)).toHaveLength(
        [...open].filter((host) => !failed.has(host)).length,
      );
      expect(cases.filter(({ error }) => error !== undefined)).toEqual([]);
    }
  });

  it("have no case in JUnit for what is not there to fail", () => {
    const { testsuites } = xml.parse(reporters.junit(audit, options)) as {
      testsuites: { testsuite: { name: string; testcase?: Case[] }[] };
    };
    const told = new Set([...audit.findings, ...audit.unknown].map(({ host }) => host));
    const bare = audit.hosts.filter(
      ({ installations, name }) => installations.length === 0 && !told.has(name),
    );
    const names = testsuites.testsuite
      .slice(1)
      .flatMap(({ testcase = [] }) => testcase.map(({ name }) => name));
    expect(bare.filter(({ name }) => names.includes(name))).toEqual([]);
  });

  it("are metrics that Prometheus takes, whose states add up", () => {
    const families = parsePrometheus(reporters.prometheus(audit, options));
    const values = (name: string) =>
      (families.find((family) => family.name === name)?.metrics ?? []).map(({ value }) => Number(value));
    const sum = (name: string) => values(name).reduce((total, value) => total + value, 0);
    expect(sum("wsgi_audit_hosts")).toBe(audit.hosts.length);
    expect(sum("wsgi_audit_host_state")).toBe(audit.hosts.length);
    expect(sum("wsgi_audit_findings")).toBe(audit.findings.length);
    expect(sum("wsgi_audit_host_findings")).toBe(audit.findings.length);
    expect(values("wsgi_audit_unknown")).toEqual([audit.unknown.length]);
  });

  it("are CSV of as many fields in each row", () => {
    const rows = parseCsv(reporters.csv(audit, options)) as string[][];
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
  });

  it("are Markdown in which nothing of a host is markup", () => {
    const html = marked.parse(reporters.markdown(audit, options), { gfm: true }) as string;
    expect(html).not.toMatch(/<(img|script)\b/i);
    expect(html).not.toMatch(/href="https?:\/\/e\.test/);
    // Every row of a table has the columns of its head.
    for (const [table] of html.matchAll(/<table>.*?<\/table>/gs)) {
      const columns = table.match(/<th>/g)?.length ?? 0;
      for (const [row] of table.matchAll(/<tr>\s*<td>.*?<\/tr>/gs))
        expect(row.match(/<td>/g)).toHaveLength(columns);
    }
  });

  it("are one line for a monitoring system, with one mark before the performance data", () => {
    const line = reporters.monitor(audit, options);
    expect(line).toMatch(/^WSGI-AUDIT (OK|WARNING|CRITICAL|UNKNOWN) - [^|\n]* \| (\w+=\d+ ?)+\n$/);
  });
});

describe("the state of a monitoring plugin", () => {
  const static_ = installation({ "python.link": "static" });
  const missing = installation({
    "python.library.path": "not found",
    "python.library.path_apache": "not found",
  });
  const away = host("b", { status: "unreachable", facts: {}, installations: [] });

  it.each([
    ["OK", [host("a")], "warning", 0],
    ["a warning", [host("a", { installations: [static_] })], "warning", 1],
    ["a warning that does not count", [host("a", { installations: [static_] })], "error", 0],
    ["an error", [host("a", { installations: [missing] })], "warning", 2],
    ["an error that does not count", [host("a", { installations: [missing] })], "none", 0],
    ["a host away, which is not OK", [host("a"), away], "warning", 3],
    ["an error, and a host away", [host("a", { installations: [missing] }), away], "warning", 2],
  ] as const)("%s", (_what, hosts, failOn, code) => {
    expect(monitorCode(auditOf([...hosts]), failOn)).toBe(code);
  });

  it("is unknown where the run was interrupted", () => {
    expect(monitorCode(auditOf([host("a")], { interrupted: true }), "warning")).toBe(3);
  });
});
