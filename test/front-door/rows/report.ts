import { expect } from "vitest";
import { FILE } from "../../../src/cli/options/formats.js";
import type { Format } from "../../../src/report/index.js";
import { read } from "../../support/documents.js";
import { type Sbom, type SbomComponent, schemaErrors } from "../../support/sbom.js";
import { counts, json, type Look, PAGE, type Row, records, without } from "../row.js";

const OUT = /^15 hosts answered in full: .* on 5 hosts\nERROR +1 host +python\/library-not-found +web07$/m;
const WHOLE = [OUT, counts(15)];
const TOTALS = { totals: { hosts: { selected: 15, ok: 15 }, installations: 14 } };

/** The heads of the columns of a matrix, blocks together. */
const heads =
  (...wanted: RegExp[]): Look =>
  (text) => {
    const found = text.match(/^ {2}HOSTS.*$/gm)?.join(" ") ?? "";
    for (const each of wanted) expect(found).toMatch(each);
  };

/** The lines of a group's rows, whatever the number of blocks. */
const shown = (line: RegExp, ...looks: Look[]): Row => ({ line, code: 3, shows: looks });

/** An SBOM that its format takes, with so many components of these kinds. */
const components =
  (wanted: { device: number; python: number; package: number }): Look =>
  (text) => {
    const sbom = JSON.parse(text) as Sbom;
    expect(schemaErrors(sbom)).toBeNull();
    const counted = (is: (each: SbomComponent) => unknown) => sbom.components.filter(is).length;
    expect({
      device: counted(({ type }) => type === "device"),
      python: counted(({ purl }) => purl?.startsWith("pkg:generic/python@")),
      package: counted(({ purl }) => purl?.startsWith("pkg:pypi/")),
    }).toEqual(wanted);
  };

/** What each format has to say of the demo. */
const FORMATS = {
  text: WHOLE,
  details: [/^web07\n {2}state +ok$/m, /^ {2}error python\/library-not-found$/m, counts(15)],
  html: PAGE,
  json: [json(TOTALS)],
  csv: [records(15), /^web07,/m],
  markdown: [/^# /m, /^\| `web07` \| /m],
  junit: [/^<\?xml/, /<testsuites? .*failures="[1-9]/],
  prometheus: [/^wsgi_audit_hosts\{.*\} \d+$/m],
  cyclonedx: [components({ device: 15, python: 4, package: 6 })],
  monitor: [/^WSGI.* (CRITICAL|WARNING)\b.*\|/],
} satisfies Record<Format, Look[]>;

/** One of the four applications of the group. */
const DAEMON = "web_truth.test-80-daemon_36effc6d.cdx.json";

const FILES = Object.fromEntries(
  (Object.keys(FORMATS) as Format[]).map((format) => [`all/${FILE[format]}`, FORMATS[format]]),
);

/** `report` and what else reads evidence. */
export const REPORT: readonly Row[] = [
  shown(/ report fleet\.snapshot\.jsonl$/, ...WHOLE),
  { line: / report \S+ --format html -o audit\.html$/, code: 3, files: { "audit.html": [...PAGE, /web07/] } },
  {
    line: / --format html,json,csv -o reports\/$/,
    code: 3,
    files: {
      "reports/audit.html": PAGE,
      "reports/audit.json": [json(TOTALS)],
      "reports/audit.csv": [records(15)],
    },
  },
  shown(/ report \S+ -f details$/, ...FORMATS.details),
  shown(/ --no-fold$/, ...WHOLE, /^ {2}web06 /m, without(/web\[01-06\]/)),
  shown(/ report \S+ --apps$/, ...WHOLE, /^Applications: 56$/m, heads(/Process group/)),
  shown(
    / report \S+ --packages$/,
    ...WHOLE,
    /^Packages by application: 56$/m,
    heads(/asgiref +bundle +django +sqlparse/),
    /^ {2}web07 +all 4 +3\.8\.1 +none +3\.2\.25 \*/m,
  ),
  shown(/ report \S+ --packages --format csv$/, records(56), /^host,.*,app\.package\.django,/m, /,3\.2\.25,/),
  shown(
    / --apps --where 'app\.package\.django < 4\.2\.16'$/,
    /^Applications: 4$/m,
    /Distributions: asgiref 3\.8\.1, django 3\.2\.25/,
    without(/^ {2}web0[1-6]/m),
    counts(15),
  ),
  shown(
    / --apps --columns app\.mount,app\.mode,app\.process_group,app\.application_group$/,
    ...WHOLE,
    /^Applications: 56$/m,
    /^ {2}\S+ \(14\) +truth\.test \(\*:80\) \/daemon +\/daemon +daemon +truth +""$/m,
  ),
  shown(
    / --only-differences --wide$/,
    ...WHOLE,
    heads(/Python home.*libpython.*sys\.prefix.*sys\.path/),
    without(/Equal on all/),
  ),
  shown(
    / --where 'python\.library\.version != "3\.11"'$/,
    /^edge: 2 installations, all equal: edge\[1-2\] \(2\)$/m,
    counts(15),
  ),
  shown(
    / --columns 'python\.\*,apache\.mpm'$/,
    ...WHOLE,
    heads(/libpython/),
    /MPM: event/,
    without(/ServerRoot/),
  ),
  shown(/ --golden web01$/, /^15 hosts answered in full: .* on 10 hosts$/m, counts(15)),
  shown(
    / --all --expand python\.path$/,
    ...WHOLE,
    /^ {2}Equal on all:$/m,
    /sys\.path: \/usr\/lib\/python313\.zip, /,
  ),
  shown(
    / report \S+ --accepted accepted\.yaml$/,
    /^15 hosts answered in full: .* on 4 hosts\nERROR +1 host +python\/library-not-found +web07$/m,
    /^Accepted:\n {2}python\/library-static until 2999-12-31: next release \[batch3\]$/m,
  ),
  {
    line: / bundle fleet\.snapshot\.jsonl web07$/,
    code: 0,
    shows: [
      /^== findings ==\nerror python\/library-not-found/m,
      /^== evidence: library 1 ==$/m,
      without(/web07/),
    ],
  },
  {
    line: / report web01\.out$/,
    code: [0, 3, 4],
    // Containers of this machine in which httpd runs are hosts as well.
    shows: [/^hosts \d+: \d+ ok, \d+ partial, 0 unreachable/m, /^hosts (?!.*\b0 ok, 0 partial)/m],
  },
  {
    line: / diff monday\S+ tuesday\S+$/,
    code: 3,
    shows: [/^Changed:\n {2}web07\S+ ?\S*: wsgi\.version: 4\.9\.4 -> 4\.9\.5$/m],
  },
  { line: / -f csv -o - \| wc -l$/, code: 0, shows: [/^16\n$/] },
  {
    line: / collect -o - .* \| wsgi-audit report - /,
    code: 3,
    shows: [/^# wsgi-audit/, /`web07\.example\.org`/],
  },
  {
    line: / report - -f json -f csv -o two <fleet\.snapshot\.jsonl$/,
    code: 3,
    files: { "two/audit.json": [json(TOTALS)], "two/audit.csv": [records(15)] },
  },
  { line: / diff -f json monday\S+ tuesday\S+$/, code: 3, shows: [/"before": "4\.9\.4"/, json({})] },
  {
    line: / history python\.library\.version 'web\*' --history \/var\/lib\/wsgi-audit$/,
    code: 0,
    shows: [/^\S+Z {2}web\S+ \S+ {2}3\.11$/m],
  },
  {
    line: / history --since 2026-11-01 --history \/var\/lib\/wsgi-audit$/,
    code: 0,
    shows: [/^(FACT +CHANGES .*|no fact changed)$/m],
  },
  {
    line: / report \S+ --format cyclonedx -o fleet\.cdx\.json$/,
    code: 3,
    files: { "fleet.cdx.json": FORMATS.cyclonedx },
  },
  {
    line: / report \S+ --format cyclonedx --apps -o sboms\/$/,
    code: 3,
    files: { [`sboms/${DAEMON}`]: [components({ device: 9, python: 2, package: 6 }), /"group": "web"/] },
  },
  {
    line: / --format cyclonedx --where 'host\.os = debian' .* -o debian12\.cdx\.json$/,
    code: 3,
    files: { "debian12.cdx.json": [components({ device: 12, python: 3, package: 6 })] },
  },
  {
    line: / report \S+ -f text,details,html,json,csv,markdown,junit,prometheus,monitor,cyclonedx -o all$/,
    code: 3,
    files: FILES,
  },
  { line: / report \S+ --fail-on none --history \/var\/lib\/wsgi-audit -f html$/, code: 0, shows: PAGE },
  shown(/ report \S+ -f json$/, ...FORMATS.json),
  // A monitoring system reads the code of a plugin.
  { line: / report \S+ -f monitor$/, code: 2, shows: FORMATS.monitor },
  { line: / explain -f markdown$/, code: 0, shows: [(text) => expect(text).toBe(read("docs/catalogue.md"))] },
];
