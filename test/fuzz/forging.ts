import { isDeepStrictEqual } from "node:util";
import { parse as parseCsv } from "csv-parse/sync";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { marked } from "marked";
import { type DefaultTreeAdapterTypes, parse as parseHtml } from "parse5";
import { driftBetween } from "../../src/audit/drift.js";
import { reachTable } from "../../src/cli/commands/hosts-check.js";
import { reachOf } from "../../src/facts/reachability.js";
import type { Audit } from "../../src/model/audit.js";
import type { HostRecord } from "../../src/model/snapshot.js";
import { bundle } from "../../src/report/bundle/bundle.js";
import { driftText } from "../../src/report/drift.js";
import { reporters } from "../../src/report/index.js";
import { reachedIn, type Sbom } from "../support/sbom.js";
import { hold, holdPrintable } from "./invariants.js";

/** What one hostile host may not do to a report: `harmless` is of the same fleet, where that host is honest. */

const options = {
  color: false,
  width: 1_000_000,
  fold: true,
  apps: false,
  failOn: "warning",
  command: "wsgi-audit run",
} as const;

const GOOD = /^\s*(?:web0[12]\b|web\[01-02\])/;

/** Lines about the honest hosts, without the hostile one that may be told in the same breath, and without counts. */
const linesOfGood = (text: string): string[] => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.replace(/^(\s*)evil(?: "(?:[^"\\]|\\.)*"| [^,:[\]]*)?,/, "$1"))
      .filter((line) => GOOD.test(line))
      .map((line) =>
        line
          .replace(/,evil(?: "(?:[^"\\]|\\.)*"| [^,:[\]]*)?/, "")
          .replace(/ \(\d+\)/, "")
          .replace(/\s+/g, " "),
      ),
  ),
];

export function holdText(audit: Audit, harmless: Audit): void {
  for (const apps of [false, true]) {
    const text = reporters.text(audit, { ...options, apps });
    holdPrintable(text);
    const expected = new Set(linesOfGood(reporters.text(harmless, { ...options, apps })));
    const forged = linesOfGood(text).filter((line) => !expected.has(line));
    hold(
      forged.length === 0,
      () => `lines of other hosts: ${JSON.stringify(forged)}, not of ${JSON.stringify([...expected])}`,
    );
    hold(/^hosts 3: /m.test(text) && text.match(/^hosts \d+: /gm)?.length === 1, () => "two lines of counts");
  }
}

export function holdCsv(audit: Audit, harmless: Audit): void {
  for (const apps of [false, true]) {
    const [text, before] = [audit, harmless].map((each) => reporters.csv(each, { ...options, apps })) as [
      string,
      string,
    ];
    holdPrintable(text, "\r\n");
    const rows = parseCsv(text) as string[][];
    const columns = rows[0]?.length ?? 0;
    hold(
      rows.every((row) => row.length === columns),
      () => "rows of unequal length",
    );
    hold(
      rows.every((row) => row.every((cell) => !/^\s*[=+\-@\t]/.test(cell))),
      () => "a formula",
    );
    const good = (csv: string) => csv.split("\r\n").filter((line) => /^"?web0[12]/.test(line));
    hold(isDeepStrictEqual(good(text), good(before)), () => "rows of other hosts");
    const { hosts } = audit;
    const rowsOf = hosts.map(({ installations }) =>
      apps
        ? installations.reduce((sum, { applications }) => sum + applications.length, 0)
        : Math.max(1, installations.length),
    );
    const wanted = rowsOf.reduce((sum, count) => sum + count, 0);
    hold(rows.length === wanted + 1, () => `${rows.length - 1} rows for ${wanted}`);
  }
}

export function holdJson(audit: Audit, harmless: Audit): void {
  const text = reporters.json(audit, options);
  holdPrintable(text);
  const read = JSON.parse(text) as Audit;
  hold(isDeepStrictEqual(read, JSON.parse(JSON.stringify(audit))), () => "not the same document");
  const good = ({ hosts, findings, unknown }: Audit) =>
    JSON.stringify(
      [hosts, findings, unknown].map((all) =>
        all.filter((each) => ("name" in each ? each.name : each.host) !== "evil"),
      ),
    );
  hold(good(read) === good(harmless), () => "other hosts");
}

const xml = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  isArray: (name) => /^test(case|suite)$/.test(name),
});

export function holdXml(audit: Audit, harmless: Audit): void {
  const text = reporters.junit(audit, options);
  holdPrintable(text);
  hold(!/[\ufffe\uffff]/.test(text), () => "no character of XML");
  hold(XMLValidator.validate(text) === true, () => "no XML");
  // What a rule found out of the evil one may be the only case of its suite.
  const cases = (document: string) =>
    (xml.parse(document).testsuites.testsuite as { name: string; testcase: { name: string }[] }[]).flatMap(
      ({ name, testcase }) => {
        const others = testcase.filter((each) => each.name !== "evil");
        return others.length > 0 ? [[name, others]] : [];
      },
    );
  hold(
    isDeepStrictEqual(cases(text), cases(reporters.junit(harmless, options))),
    () => "cases of other hosts",
  );
}

/** Links are only those of our own rules. */
export function holdMarkdown(audit: Audit): void {
  const text = reporters.markdown(audit, options);
  holdPrintable(text, "\n\u200b");
  const html = marked.parse(text, { gfm: true, async: false });
  const references = new Set(audit.catalogue.rules.map(({ reference }) => reference));
  for (const [, href = ""] of html.matchAll(/href="([^"]*)"/g))
    hold(references.has(href.replaceAll("&amp;", "&")), () => `a link to ${href}`);
  for (const [tag] of html.matchAll(/<\/?[a-z]\w*/g))
    hold(/^<\/?(h[12]|p|strong|table|thead|tbody|tr|th|td|code|br|a)$/.test(tag), () => `an element ${tag}`);
  for (const [table] of html.matchAll(/<table>.*?<\/table>/gs)) {
    const columns = table.match(/<th>/g)?.length;
    for (const [row] of table.matchAll(/<tr>\s*<td>.*?<\/tr>/gs))
      hold(row.match(/<td>/g)?.length === columns, () => `a row of other columns: ${row}`);
  }
}

export function holdMetrics(audit: Audit, harmless: Audit): void {
  const [text, before] = [audit, harmless].map((each) => reporters.prometheus(each, options)) as [
    string,
    string,
  ];
  const good = (metrics: string) => metrics.split("\n").filter((line) => line.includes('host="web0'));
  hold(isDeepStrictEqual(good(text), good(before)), () => "metrics of other hosts");
  hold(text.split("\n").length === before.split("\n").length, () => "more metrics");
  const line = reporters.monitor(audit, options);
  hold(
    /^WSGI-AUDIT (OK|WARNING|CRITICAL|UNKNOWN) - [^|\n]* \| (\w+=\d+ ?)+\n$/.test(line),
    () => `not one line: ${line}`,
  );
  const whole = audit.hosts.every(({ status }) => status === "ok");
  hold(whole || !line.startsWith("WSGI-AUDIT OK"), () => "OK, and not whole");
}

/** The honest hosts, and all that they stand on. */
function softwareOfGood(text: string): unknown[] {
  const sbom = JSON.parse(text) as Sbom;
  const good = sbom.components.filter(({ type, name }) => type === "device" && /^web0[12]$/.test(name));
  const below = new Set(good.flatMap((each) => [...reachedIn(sbom, each["bom-ref"])]));
  return [
    ...sbom.components.filter((each) => below.has(each["bom-ref"])),
    ...sbom.dependencies.filter(({ ref }) => below.has(ref)),
  ];
}

export function holdSbom(audit: Audit, harmless: Audit): void {
  const [text, before] = [audit, harmless].map((each) => reporters.cyclonedx(each, options)) as [
    string,
    string,
  ];
  holdPrintable(text);
  hold(isDeepStrictEqual(softwareOfGood(text), softwareOfGood(before)), () => "software of other hosts");
  const sbom = JSON.parse(text) as Sbom;
  hold(reachedIn(sbom).size === sbom.components.length + 1, () => "what nothing leads to");
}

/** Every element with its attributes, in their order. */
function elementsOf(node: DefaultTreeAdapterTypes.Node): string[] {
  const children = "childNodes" in node ? node.childNodes.flatMap(elementsOf) : [];
  if (!("tagName" in node)) return children;
  const attributes = node.attrs
    .filter(({ name }) => name !== "content")
    .map(({ name, value }) => `${name}=${value}`);
  return [[node.tagName, ...attributes].join(" "), ...children];
}

/** Scripts and styles are ours, and large; the data is what counts. */
function bodyOf(html: string): { page: string; data: string } {
  const data = /<script type="application\/json" id="audit">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? "";
  const rest = html.replace(/<style>[\s\S]*?<\/style>/, "").replace(/<script>[\s\S]*<\/script>/, "");
  return { page: rest, data };
}

interface Page {
  installations: { rows: { host: string; place: string; status: string; reason: string }[] };
}

export function holdHtml(audit: Audit, harmless: Audit): void {
  const [now, before] = [audit, harmless].map((each) => bodyOf(reporters.html(each, options))) as [
    ReturnType<typeof bodyOf>,
    ReturnType<typeof bodyOf>,
  ];
  hold(
    isDeepStrictEqual(elementsOf(parseHtml(now.page)), elementsOf(parseHtml(before.page))),
    () => "other elements",
  );
  const rows = (data: string) =>
    (JSON.parse(data) as Page).installations.rows
      .filter(({ host }) => host !== "evil")
      .map(({ host, place, status, reason }) => [host, place, status, reason]);
  hold(isDeepStrictEqual(rows(now.data), rows(before.data)), () => "rows of other hosts");
}

/** What is told beside the reports. */
export function holdTables(audit: Audit, harmless: Audit, records: readonly HostRecord[]): void {
  const drift = driftText(driftBetween(harmless, audit));
  holdPrintable(drift);
  hold(linesOfGood(drift).length === 0, () => `changes of other hosts: ${linesOfGood(drift).join()}`);
  const table = reachTable(records.map(reachOf), records.length);
  holdPrintable(table);
  hold(table.split("\n").filter((line) => GOOD.test(line)).length === 2, () => "rows of other hosts");
  const evil = records.find(({ host }) => host.name === "evil");
  if (evil) holdPrintable(bundle(evil, audit));
}
