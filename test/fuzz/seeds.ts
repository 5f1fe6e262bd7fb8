import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { checksFor, factCatalogue } from "../../src/checks/index.js";
import type { HostRecord, Section } from "../../src/model/snapshot.js";
import { readSnapshots } from "../../src/snapshot/read.js";
import { readPlatforms } from "../fixtures/platforms.js";

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const RECORDINGS = ["src/demo/fleet.snapshot.jsonl", "test/fixtures/probed.snapshot.jsonl"].map(at);

const installationChecks = checksFor({ probe: false })
  .filter(({ level }) => level === "installation")
  .map(({ id }) => id);

const snapshots = await Promise.all(RECORDINGS.map((file) => readSnapshots([file])));

/** Every host that was ever recorded, and those of the other platforms. */
const recorded: readonly HostRecord[] = [
  ...snapshots.flatMap(({ hosts }) => hosts),
  ...readPlatforms(installationChecks).map(({ record }) => record),
];

/** A host with its own sections and those of one installation: half a second's work for a parser less. */
function alone(record: HostRecord, installation: number): HostRecord {
  const sections = (record.transcript?.sections ?? []).filter((each) => each.installation <= installation);
  const own = sections.filter((each) => each.installation === 0 || each.installation === installation);
  return { ...record, transcript: { complete: true, noise: "", sections: own } };
}

const numbersOf = ({ transcript }: HostRecord) =>
  new Set(
    (transcript?.sections ?? []).map(({ installation }) => installation).filter((number) => number > 0),
  );

/** The recorded hosts, each with one of its installations. */
export const hosts: readonly HostRecord[] = recorded.flatMap((record) =>
  [...numbersOf(record)].map((number) => alone(record, number)),
);

export const sectionsOf = (record: HostRecord): readonly Section[] => record.transcript?.sections ?? [];

/** The facts of the catalogue, each with a value that it has on some host. */
export const exampleFacts = factCatalogue.flatMap(({ id, check, example }) =>
  example === undefined ? [] : [{ id, check, example }],
);

const textsOf = (value: unknown): string[] =>
  typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [String(value)];

/** What the facts of a check look like, in whole; of all checks without one. */
export const examplesOf = (check?: string): string[] => [
  ...new Set(
    exampleFacts
      .filter((fact) => check === undefined || fact.check === check)
      .flatMap(({ example }) => textsOf(example)),
  ),
];

/** The text files of a folder of fixtures. */
export const textsIn = (path: string): string[] =>
  readdirSync(at(path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, "utf8"));

export const textOf = (path: string): string => readFileSync(at(path), "utf8");

/** The words of a text, each once: what a language is made of. */
export const wordsOf = (texts: readonly string[], most = 400): string[] =>
  [...new Set(texts.flatMap((text) => text.match(/[A-Za-z_][\w.-]{2,40}|=>|\(\w+\)/g) ?? []))].slice(0, most);
