/** Whom an interrupted run did not ask is told apart from who was asked and did not answer, in every medium. */
import { expect, it } from "vitest";
import type { Audit } from "../../src/model/audit.js";
import { type Format, reporters } from "../../src/report/index.js";
import { options } from "../support/report-options.js";
import { auditOf, host } from "../support/sample.js";

const away = { facts: {}, installations: [] };
const error = { stage: "dial", code: "refused", message: "port 22 refuses connections" } as const;
const audit = auditOf(
  [
    host("web01"),
    ...["web02", "web03"].map((name) => host(name, { ...away, status: "unreachable", error })),
    ...["db1", "db2", "db3"].map((name) => host(name, { ...away, status: "skipped" })),
  ],
  { interrupted: true },
);

const written = (format: Format, of: Audit = audit) => reporters[format](of, options);

const SAID: [Format, ...RegExp[]][] = [
  [
    "text",
    /^Interrupted\. 2 of 6 hosts gave no whole answer, 3 were not asked: /,
    /^UNREACHABLE {2}2 hosts {2}dial: refused +web\[02-03\]$/m,
    /^SKIPPED {6}3 hosts {2}not asked before the run ended {2}db\[1-3\]$/m,
    /^ {2}db\[1-3\] \(3\) {2}skipped: not asked before the run ended$/m,
    /^hosts 6: 1 ok, 0 partial, 2 unreachable, 0 failed, 3 skipped /m,
  ],
  [
    "monitor",
    /no whole answer from web\[02-03\] \(2\); not asked: db\[1-3\] \(3\) \|/,
    /unreachable=2 failed=0 skipped=3/,
  ],
  [
    "markdown",
    /`db\[1-3\] \(3\)` \| skipped: not asked before the run ended \|/,
    /2 unreachable, 0 failed, 3 skipped/,
  ],
  ["prometheus", /wsgi_audit_hosts\{state="unreachable"\} 2\n/, /wsgi_audit_hosts\{state="skipped"\} 3\n/],
  ["junit", /<skipped message="the run was interrupted before its turn"\/>/],
  ["csv", /^db1,web,skipped,/m, /^web02,web,unreachable,/m],
  [
    "cyclonedx",
    /"wsgi-audit:run:hosts:skipped",\n\s+"value": "3"/,
    /"wsgi-audit:host:status",\n\s+"value": "unreachable"/,
    /"wsgi-audit:run:interrupted",\n\s+"value": "true"/,
  ],
  ["json", /"unreachable": 2,\n\s+"failed": 0,\n\s+"skipped": 3\n/],
];

it.each(SAID)("%s says whom the run did not ask, and who was silent", (format, ...patterns) => {
  for (const pattern of patterns) expect(written(format)).toMatch(pattern);
});

it("every format that has a sentence of its own about hosts is in this list", () => {
  const apart: Format[] = ["html", "details"];
  expect([...SAID.map(([format]) => format), ...apart].sort()).toEqual(Object.keys(reporters).sort());
  expect(written("details")).toMatch(/skipped/);
});
