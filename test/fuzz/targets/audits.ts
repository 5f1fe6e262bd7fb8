import fc from "fast-check";
import { evaluate } from "../../../src/audit/evaluate.js";
import { viewOf } from "../../../src/audit/view.js";
import { UsageError } from "../../../src/base/errors.js";
import { shortcoming, verdict } from "../../../src/collect/outcome.js";
import { showValue } from "../../../src/facts/values.js";
import type { Audit } from "../../../src/model/audit.js";
import type { HostRecord, Snapshot } from "../../../src/model/snapshot.js";
import { rules } from "../../../src/rules/index.js";
import type { Rule } from "../../../src/rules/rule.js";
import { frame } from "../../../src/script/frame.js";
import { unframe } from "../../../src/script/unframe.js";
import { parseSnapshot } from "../../../src/snapshot/parse.js";
import { formatRecord } from "../../../src/snapshot/write.js";
import {
  holdCsv,
  holdHtml,
  holdJson,
  holdMarkdown,
  holdMetrics,
  holdSbom,
  holdTables,
  holdText,
  holdXml,
} from "../forging.js";
import { hold, holdPlain } from "../invariants.js";
import { type Mutation, mutated, mutatedText, mutations } from "../mutations.js";
import { exampleFacts, examplesOf, hosts, sectionsOf } from "../seeds.js";
import { refusing, target } from "../target.js";
import { type MutatedSection, mutatedHost, sectionInputs } from "./sections.js";

const NONCE = "00112233445566778899aabbccddeeff";

/** Those whose parsing is quick: what counts here is what becomes of their texts. */
const small = hosts.filter((record) => JSON.stringify(record).length < 7000);

const named = (record: HostRecord, name: string, group: string): HostRecord => ({
  ...record,
  host: {
    name,
    address: `audit@${name}:22`,
    groups: [group],
    expect: { "apache.mpm": "event", "host.os": { pattern: "^[a-z]+$" } },
  },
});

const good = ["web01", "web02"].map((name) => named(small[1] as HostRecord, name, "good"));

const snapshotOf = (records: readonly HostRecord[]): Snapshot => ({
  header: {
    record: "header",
    schema: "wsgi-audit/snapshot/1",
    tool: { name: "wsgi-audit", version: "0.1.0" },
    run: { id: "0", startedAt: "2026-01-01T00:00:00.000Z", inventory: "inventory.yaml" },
    selected: records.map(({ host }) => host.name),
    compareBy: "group",
    script: "",
  },
  hosts: [...records],
  end: { record: "end", finishedAt: "2026-01-01T00:01:00.000Z", interrupted: false },
});

const today = "2026-01-02";
const harmless = small.map((record) =>
  evaluate(snapshotOf([...good, named(record, "evil", "bad")]), { today }),
);

interface Hostile extends MutatedSection {
  /** What it prints besides. */
  noise: Mutation[];
}

/** From bytes to a record, as a host's answer becomes one. */
function recordOf(input: Hostile): HostRecord {
  const { transcript: said, ...record } = mutatedHost(small, input);
  if (!said) throw new Error("a host without a transcript");
  const [stdout, stderr] = (["stdout", "stderr"] as const).map((stream) => frame(said, stream, NONCE)) as [
    Buffer,
    Buffer,
  ];
  const noise = Buffer.from(mutated("Welcome\n", input.noise));
  const transcript = unframe(Buffer.concat([noise, stdout]), stderr, NONCE);
  const host = { user: "audit", become: "always" } as Parameters<typeof shortcoming>[2];
  const outcome = verdict(
    transcript,
    shortcoming(transcript, { exit: { code: 0 }, truncated: false }, host, {
      maxStdout: 1 << 20,
      maxStderr: 1 << 20,
    }),
  );
  return { ...named(record, "evil", "bad"), ...outcome };
}

/** What holds of every audit: counts add up, and what could not be judged is no pass. */
function holdAudit(audit: Audit): void {
  holdPlain(audit);
  const { selected, ...states } = audit.totals.hosts;
  hold(
    Object.values(states).reduce((sum, count) => sum + count, 0) === selected,
    () => "hosts do not add up",
  );
  hold(
    audit.findings.length === Object.values(audit.totals.findings).reduce((sum, count) => sum + count, 0),
    () => "findings",
  );
  hold(audit.unknown.length === audit.totals.unknown, () => "unknown");
  const open = new Set(
    audit.unknown.map(({ rule, host, installation }) => JSON.stringify([rule, host, installation])),
  );
  const found = new Set(
    audit.findings.map(({ rule, host, installation }) => JSON.stringify([rule, host, installation])),
  );
  for (const host of audit.hosts)
    for (const { id, facts, gaps } of host.installations)
      for (const rule of rules as readonly Rule[]) {
        const missing = rule.needs.filter(
          (need) => ((rule.level ? undefined : facts[need]) ?? host.facts[need] ?? null) === null,
        );
        if (rule.level === "application" || missing.length === 0) continue;
        const absent = missing.some((need) => (gaps[need] ?? host.gaps[need])?.outcome === "absent");
        const key = JSON.stringify([rule.id, host.name, id]);
        hold(absent || open.has(key), () => `${rule.id} lacks ${missing.join()} and is not unknown`);
        hold(!found.has(key), () => `${rule.id} found something without ${missing.join()}`);
      }
}

const hostile: fc.Arbitrary<Hostile> = fc
  .tuple(sectionInputs(small), mutations([`\n@${NONCE} begin host 0\n`, `\n@${NONCE} fin\n`], 2))
  .map(([section, noise]) => ({ ...section, noise }));

function auditOf(input: Hostile): { audit: Audit; before: Audit; records: HostRecord[] } {
  const records = [...good, recordOf(input)];
  const before = harmless[input.host % small.length] as Audit;
  return { audit: evaluate(snapshotOf(records), { today }), before, records };
}

const HEADER = formatRecord(snapshotOf([]).header);
const LINES = [
  HEADER,
  ...good.map((record) =>
    formatRecord({
      ...record,
      transcript: { complete: true, noise: "", sections: sectionsOf(record).slice(0, 2) },
    }),
  ),
];
const SNAPSHOT = [
  `${LINES.join("")}{"record":"end","finishedAt":"2026-01-01T00:01:00.000Z","interrupted":false}\n`,
  HEADER,
];

export const audits = [
  target<Hostile>({
    name: "judge and compare",
    share: 20,
    inputs: hostile,
    run: (input) => holdAudit(auditOf(input).audit),
  }),
  target<Hostile>({
    name: "reports",
    share: 4,
    within: 2_000,
    inputs: hostile,
    run: (input) => {
      const { audit, before, records } = auditOf(input);
      holdText(audit, before);
      holdCsv(audit, before);
      holdJson(audit, before);
      holdXml(audit, before);
      holdMarkdown(audit);
      holdMetrics(audit, before);
      holdSbom(audit, before);
      holdTables(audit, before, records);
    },
  }),
  target<Hostile>({
    name: "HTML report",
    share: 2,
    within: 3_000,
    inputs: hostile,
    run: (input) => {
      const { audit, before } = auditOf(input);
      holdHtml(audit, before);
    },
  }),
  target<string>({
    name: "snapshot",
    share: 40,
    inputs: mutatedText(
      SNAPSHOT,
      ["null", "[]", "{}", '"record":"host"', '"__proto__":{"x":1},', '"sections"', "1e999"],
      [
        ["[", "]"],
        ['{"a":', "}"],
      ],
    ),
    run: (text) => {
      const snapshot = refusing(() => parseSnapshot(text, "a.jsonl"), UsageError);
      if (snapshot && snapshot.header.selected.length < 50)
        refusing(() => holdAudit(evaluate(snapshot, { today })), UsageError);
    },
  }),
  target<string>({
    name: "--where",
    share: 20,
    inputs: mutatedText(
      [
        'python.library.version != "3.11"',
        "apache.version >= 2.4",
        "host.os ~ ^(deb|x)+$",
        "apache.running=true",
        ...exampleFacts.map(({ id, example }) => `${id} = ${showValue(example)}`),
      ],
      ["==", "!=", ">=", "~", "host.os", ...examplesOf(), "(?=a)", "(a+)+$", "[", "\\1"],
    ),
    run: (text) => {
      const view = refusing(() => viewOf(harmless[0] as Audit, { where: [text] }), UsageError);
      if (view) hold(view.hosts.length <= 3, () => "more hosts than there are");
    },
  }),
];
