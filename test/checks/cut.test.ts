import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { evaluate } from "../../src/audit/evaluate.js";
import { checksFor } from "../../src/checks/index.js";
import type { Audit } from "../../src/model/audit.js";
import type { Facts } from "../../src/model/fact.js";
import type { HostRecord, Part, Transcript } from "../../src/model/snapshot.js";
import { readSnapshots } from "../../src/snapshot/read.js";
import { readPlatforms } from "../fixtures/platforms.js";

const read = (file: string) => readSnapshots([fileURLToPath(new URL(file, import.meta.url))]);
const recorded = await read("../../src/demo/fleet.snapshot.jsonl");
const probed = await read("../fixtures/probed.snapshot.jsonl");
const platforms = readPlatforms(
  checksFor({ probe: false })
    .filter(({ level }) => level === "installation")
    .map(({ id }) => id),
);

const audited = (host: HostRecord): Audit =>
  evaluate({
    ...recorded,
    header: { ...recorded.header, selected: [host.host.name] },
    hosts: [host],
  });

/** The values of each fact, of applications by their ids. Installations are put in the order of what is known of them. */
function said({ hosts }: Audit): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  const add = (place: string, some: Facts) => {
    for (const [id, value] of Object.entries(some)) {
      const fact = `${place} ${id}`;
      if (value !== null) all.set(fact, (all.get(fact) ?? new Set()).add(JSON.stringify(value)));
    }
  };
  for (const { facts, installations } of hosts) {
    add("", facts);
    for (const { facts, applications } of installations) {
      add("", facts);
      for (const { id, facts } of applications) add(id, facts);
    }
  }
  return all;
}

const foundIn = ({ findings }: Audit) =>
  new Set(findings.map(({ rule, application }) => `${rule} ${application}`));

/** What says by which evidence something is told, which is another one then. */
const BY_OTHER_EVIDENCE = ["wsgi.module_source", "python.evidence", "app.evidence"];
/** Is worked out where nobody could see whether there is one. */
const WORKED_OUT = "python/library-clash-possible undefined";

/** The first half of what it printed, which may end within a line. */
const halfOf = (part: Part): Part => ({
  ...part,
  stdout: part.stdout.slice(0, Math.floor(part.stdout.length / 2)),
  status: null,
});

interface CutHost {
  where: string;
  transcript: Transcript;
}

/** The answer of a host of which one section ran into its time limit, or with which the connection ended. */
function* cutsOf(transcript: Transcript): Generator<CutHost> {
  const { sections } = transcript;
  for (const [index, section] of sections.entries())
    for (const [at, part] of section.parts.entries())
      for (const [how, parts] of [
        ["before", section.parts.slice(0, at)],
        ["within", [...section.parts.slice(0, at), halfOf(part)]],
      ] as const) {
        const where = `${section.check} ${how} ${part.name}`;
        const late = { ...section, parts: [...parts], status: 143, timedOut: true };
        yield {
          where: `${where}, out of time`,
          transcript: { ...transcript, sections: sections.with(index, late) },
        };
        const ended = { ...section, parts: [...parts], status: null };
        yield {
          where: `${where}, the last`,
          transcript: { ...transcript, complete: false, sections: [...sections.slice(0, index), ended] },
        };
      }
}

/** Says no more than the other: a field that is null is not known. */
function saysNoMore(one: unknown, other: unknown): boolean {
  if (one === null || one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || other === null) return false;
  const [fields, others] = [Object.entries(one), new Map(Object.entries(other))];
  return (
    fields.length === others.size && fields.every(([name, value]) => saysNoMore(value, others.get(name)))
  );
}

/** What is said of a host that the whole answer does not say. */
function* untrue(audit: Audit, whole: Audit): Generator<string> {
  const [truth, found] = [said(whole), foundIn(whole)];
  const now = said(audit);
  const isOther = BY_OTHER_EVIDENCE.some((id) =>
    [...(now.get(` ${id}`) ?? [])].some((value) => !truth.get(` ${id}`)?.has(value)),
  );
  for (const [fact, values] of now)
    for (const value of values)
      if (
        ![...(truth.get(fact) ?? [])].some((each) => saysNoMore(JSON.parse(value), JSON.parse(each))) &&
        !BY_OTHER_EVIDENCE.some((id) => fact.endsWith(id)) &&
        !(isOther && fact === " python.path")
      )
        yield `${fact.trim()} is ${value}, not ${[...(truth.get(fact) ?? ["unknown"])].join(" or ")}`;
  for (const finding of foundIn(audit)) if (!found.has(finding) && finding !== WORKED_OUT) yield finding;
}

const all = [
  ...recorded.hosts.map((record) => [record.host.name, record] as const),
  ...probed.hosts.map((record) => [`${record.host.name}, probed`, record] as const),
  ...platforms.map(({ name, record }) => [name, record] as const),
];

it.each(all)(
  "of %s nothing is said by a part of its answer but what the whole one says, or why nothing is said",
  (_name, record) => {
    const { transcript } = record;
    if (!transcript) throw new Error("it has no answer");
    const whole = audited(record);
    const wrong = [...cutsOf(transcript)].flatMap(({ where, transcript }) =>
      [...untrue(audited({ ...record, transcript }), whole)].map((what) => `${where}: ${what.slice(0, 300)}`),
    );
    expect(wrong).toEqual([]);
  },
);
