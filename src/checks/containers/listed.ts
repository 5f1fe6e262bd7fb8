import type { Section } from "../../model/snapshot.js";
import { discovered } from "../discovery/index.js";
import { linesOf, partOf } from "../sections.js";

/** A container in which httpd runs, as its engine describes it. */
export interface Listed {
  engine: string;
  /** 64 hexadecimal digits. */
  id: string;
  /** Without the slash that docker writes before it. */
  name: string;
  image: string;
  imageId: string;
  /** `REPOSITORY@sha256:…`, as registries know the image. */
  digests: readonly string[];
}

/** The engines whose containers are asked. */
const ENGINES = ["docker", "podman"] as const;

/** No host may claim that more of them were asked: each costs as much as a host. */
export const MOST_CONTAINERS = 10;

const ID = /^[0-9a-f]{64}$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,200}$/;

/**
 * What the engines tell, in the order of the names: theirs is chance. A name that none of theirs can be gives way to the
 * beginning of the number.
 */
export const listed = (section: Section | undefined): Listed[] =>
  ENGINES.flatMap((engine) => describedBy(section, engine)).sort((a, b) => (a.name < b.name ? -1 : 1));

function describedBy(section: Section | undefined, engine: string): Listed[] {
  const digests = digestsIn(section, engine);
  return linesOf(section, `list ${engine}`).flatMap((line) => {
    const [id = "", written = "", image = "", imageId = ""] = line.split("\t");
    if (!ID.test(id)) return [];
    const name = written.replace(/^\//, "");
    return {
      engine,
      id,
      name: NAME.test(name) ? name : id.slice(0, SHORT),
      image,
      imageId,
      digests: digests.get(imageId) ?? [],
    };
  });
}

/** As many digits as engines show. */
const SHORT = 12;

const digestsIn = (section: Section | undefined, engine: string) =>
  new Map(
    linesOf(section, `images ${engine}`).map((line) => {
      const [id = "", digests = ""] = line.split("\t");
      return [id, digests.split(" ").filter((digest) => digest.includes("@sha256:"))] as const;
    }),
  );

/** A container of which only the process table of the host tells. */
export interface Seen {
  engine: string;
  id: string;
}

/** Those of the masters that the discovery has left out. */
export function seenIn(discovery: Section | undefined): Seen[] {
  const seen = new Map<string, Seen>();
  for (const { kind, why } of discovery ? discovered(discovery) : []) {
    const [, id, engine] = /^in container ([0-9a-f]{64}) \(([a-z]+)\):/.exec(why) ?? [];
    if (kind === "foreign" && id && engine) seen.set(id, { id, engine });
  }
  return [...seen.values()];
}

/** Why an engine was not asked, or could not answer; undefined where it has. */
export function refusalOf(section: Section, engine: string): string | undefined {
  const why = linesOf(section, `engine ${engine}`)[0]?.split("\t")[1];
  if (why) return why;
  const failure = [`running ${engine}`, `list ${engine}`]
    .map((name) => partOf(section, name))
    .find((part) => part && part.status !== 0 && part.stdout.trim() === "");
  return failure && (failure.stderr.trim().split("\n")[0] || `${engine} does not answer`);
}

/** A container that was asked inside: its answer, framed by a nonce of its own. */
export interface Inside {
  engine: string;
  id: string;
  nonce: string;
  part: Section["parts"][number];
}

const INSIDE = /^inside (docker|podman) ([0-9a-f]{64}) ([0-9a-f]{32})$/;

/** The first answer of each container, of no more than the script asks. */
export function insideOf(section: Section | undefined): Inside[] {
  const found = new Map<string, Inside>();
  for (const part of section?.parts ?? []) {
    const [, engine = "", id = "", nonce = ""] = INSIDE.exec(part.name) ?? [];
    if (id && !found.has(id) && found.size < MOST_CONTAINERS) found.set(id, { engine, id, nonce, part });
  }
  return [...found.values()];
}

export const shortId = (id: string): string => id.slice(0, SHORT);
