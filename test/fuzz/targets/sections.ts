import fc from "fast-check";
import type { HostRecord, Part, Section } from "../../../src/model/snapshot.js";
import { type Brackets, type Mutation, mutated, mutations } from "../mutations.js";
import { examplesOf, sectionsOf, wordsOf } from "../seeds.js";

/** One section of a recorded host, and what becomes of one of its parts. */
export interface MutatedSection {
  host: number;
  section: number;
  part: number;
  what: "stdout" | "stderr" | "name";
  status: number | null;
  /** The section's own end was cut off. */
  open: boolean;
  complete: boolean;
  mutations: Mutation[];
}

const BRACKETS: Brackets = [
  ["1\t<IfModule x>\n", "\n2\t</IfModule>"],
  ["1\t  <Directory />\n", "\n"],
  ["[", "]"],
  ['{"path":', "}"],
  ["(", ")"],
];

const NO_PART: Part = { name: "", stdout: "", stderr: "", status: 0 };

/** The section with that one change. */
export function mutatedSection(section: Section, input: MutatedSection): Section {
  const { what, status, open, mutations: changes } = input;
  const parts = section.parts.length > 0 ? section.parts : [NO_PART];
  const at = input.part % parts.length;
  const part = parts[at] ?? NO_PART;
  const changed = {
    ...part,
    [what]: mutated(part[what], changes, BRACKETS),
    ...(status !== 0 && { status }),
  };
  return { ...section, parts: parts.with(at, changed), ...(open && { status: null }) };
}

/** The host with that one change. */
export function mutatedHost(records: readonly HostRecord[], input: MutatedSection): HostRecord {
  const record = records[input.host % records.length] as HostRecord;
  const sections = sectionsOf(record).map((section, index) =>
    index === input.section ? mutatedSection(section, input) : section,
  );
  return { ...record, transcript: { complete: input.complete, noise: "", sections } };
}

const seldom = (one: number) => fc.nat(one).map((each) => each === 0);

const inputOf = (places: readonly { host: number; section: number }[], words: readonly string[]) =>
  fc
    .record({
      place: fc.constantFrom(...places),
      part: fc.nat(40),
      what: fc.constantFrom("stdout", "stdout", "stdout", "stderr", "stderr", "name" as const),
      status: fc.oneof(
        { weight: 8, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.constantFrom(null, 1, 3, 7, 28, 124, 127, 139) },
      ),
      open: seldom(15),
      complete: seldom(10).map((cut) => !cut),
      mutations: mutations(words),
    })
    .map(({ place, ...more }): MutatedSection => ({ ...place, ...more }) as MutatedSection);

/** Mutations of the sections of one check, or of any, over all hosts that show it. */
export function sectionInputs(records: readonly HostRecord[], id?: string): fc.Arbitrary<MutatedSection> {
  const places = records.flatMap((record, host) =>
    sectionsOf(record).flatMap(({ check }, section) =>
      id === undefined || check === id ? [{ host, section }] : [],
    ),
  );
  const texts = places.flatMap(({ host, section }) => {
    const { parts } = sectionsOf(records[host] as HostRecord)[section] as Section;
    return parts.flatMap(({ stdout, stderr }) => [stdout, stderr]);
  });
  return inputOf(places, [...wordsOf(texts), ...examplesOf(id)]);
}
