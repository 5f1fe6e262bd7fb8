/** What every format makes of the frozen audit, and that each is written down: `-u` writes the expected files anew. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { subjectOf } from "../../src/audit/finding-drift.js";
import type { Trend } from "../../src/audit/trend.js";
import type { Audit } from "../../src/model/audit.js";
import { type Format, type ReportOptions, reporters } from "../../src/report/index.js";
import { frozenAudit } from "../support/frozen-audit.js";
import { EVIL } from "../support/hostile.js";
import { options } from "../support/report-options.js";
import { filesBelow } from "../support/written.js";

const FOLDER = new URL("./expected/", import.meta.url);
const ROOT = new URL("../../", import.meta.url).pathname;

const formats = Object.keys(reporters) as Format[];
/** Before anything is written: an expected file that a format lacks is not made by asking for it. */
const files = readdirSync(FOLDER).sort();

const changed = { host: "web01", installation: "/usr/sbin/apache2:/etc/apache2/apache2.conf" };
const past = [
  { ...changed, fact: "wsgi.version", before: "4.9.0", after: "4.9.4", when: "2026-12-23T03:00:00.000Z" },
  {
    ...changed,
    fact: "python.library.path",
    before: null,
    after: "</script>",
    when: "2026-12-24T03:00:00.000Z",
  },
];

/** As after two nights, in the second of which a library was lost and a host fell silent. */
function trendOf(audit: Audit): Trend {
  const counts = { error: 1, warning: 2, info: 0, hosts: 16, silent: 0 };
  const [first] = audit.findings;
  return {
    runs: [
      { startedAt: "2026-12-23T03:00:00.000Z", ...counts },
      { startedAt: audit.run.startedAt, ...counts, error: 2, silent: 1 },
    ],
    firstSeen: new Map(first ? [[subjectOf(first), "2026-12-23T03:00:00.000Z"]] : []),
    since: {
      startedAt: "2026-12-23T03:00:00.000Z",
      drift: {
        changes: past.map(({ when: _, ...change }) => change),
        arrivals: [{ kind: "vanished", host: "web02", installation: EVIL }],
        findings: { appeared: audit.findings.slice(0, 2), firstSeen: [], cleared: audit.findings.slice(-1) },
        hosts: [{ kind: "silent", host: EVIL, reason: EVIL }],
        unread: [],
        compared: 15,
      },
    },
  };
}

/** By what stands behind the format's name: `text-narrow.txt`. */
const VARIANTS: Readonly<Record<string, Partial<ReportOptions>>> = {
  "": {},
  apps: { apps: true },
  differences: { onlyDifferences: true },
  narrow: { width: 72 },
  past: { past, trend: trendOf(frozenAudit()) },
  unfolded: { fold: false },
};

/** `text`, `narrow` of `text-narrow.txt`. */
function partsOf(file: string): { format: string; variant: string } {
  const [format = "", variant = ""] = file.replace(/\.\w+$/, "").split("-");
  return { format, variant };
}

/** A page without our own scripts and styles, which tests in a browser look at; a line for each piece of its data. */
const bare = (page: string) =>
  page
    .replace(/(<style>)[\s\S]*?(<\/style>)/, "$1$2")
    .replace(/(<script>)[\s\S]*?(<\/script>)/, "$1$2")
    .replace(/'sha256-[^']*'/g, "'sha256-'")
    .replace(/([\]}],)(["{[])/g, "$1\n$2");

function reportFor(file: string): string {
  const { format, variant } = partsOf(file);
  const report = reporters[format as Format](frozenAudit(), { ...options, ...VARIANTS[variant] });
  return format === "html" ? bare(report) : report;
}

/** The README, and what stands in docs/. */
const documents = [`${ROOT}README.md`, ...(existsSync(`${ROOT}docs`) ? filesBelow(`${ROOT}docs`) : [])]
  .filter((file) => file.endsWith(".md"))
  .map((file) => readFileSync(file, "utf8"));

describe.each(formats)("the format %s", (format) => {
  it(`has an expected file test/report/expected/${format}.EXT: make it empty, and run this test with -u`, () => {
    expect(files.map(partsOf)).toContainEqual({ format, variant: "" });
  });

  it(`has a line in a table of the documentation that begins with \`${format}\``, () => {
    const lines = documents.flatMap((text) => text.split("\n"));
    const told = lines.filter((line) => line.startsWith(`| \`${format}\` | `) && line.length > 20);
    expect(told).toHaveLength(1);
  });
});

describe("the expected file", () => {
  it.each(files)("%s is of a format and a variant that there are", (file) => {
    const { format, variant } = partsOf(file);
    expect(formats).toContain(format);
    expect(Object.keys(VARIANTS)).toContain(variant);
  });

  it.each(files)("%s is what the reporter makes of the frozen audit", async (file) => {
    await expect(reportFor(file)).toMatchFileSnapshot(`expected/${file}`);
  });

  it("is of a different report for each variant", () => {
    expect(new Set(files.map(reportFor)).size).toBe(files.length);
  });
});
