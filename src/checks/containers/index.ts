import type { Section } from "../../model/snapshot.js";
import { absent, defineCheck, denied, type FactsOf, failed, gapsFor, type ParseInput } from "../check.js";
import { discovery, unseen } from "../discovery/index.js";
import { lineOf, partOf } from "../sections.js";
import { insideOf, type Listed, listed, MOST_CONTAINERS, refusalOf, seenIn, shortId } from "./listed.js";

const facts = {
  "host.containers": {
    label: "Containers with httpd",
    description:
      "Containers of this host in which httpd runs, with their images, and why one was not asked inside; those that were are rows of their own, `HOST/NAME`",
    type: "list",
    compared: false,
    source:
      "control group of the processes (`/proc/PID/cgroup`), else `top` of the engine; `inspect` of the engine",
    example: ["shop: httpd:2.4 (docker)"],
  },
  "host.containers_asked": {
    label: "Containers asked",
    description: "Containers of this host that are rows of their own, `HOST/NAME`, by their names",
    type: "list",
    compared: false,
    source: "`exec` of the engine, in which this script runs",
    example: ["shop"],
  },
  "host.container.engine": {
    label: "Engine",
    description: "Of a row that is a container: the engine through which it was asked",
    type: "string",
    source: "the engine that lists it with `inspect`",
    example: "docker",
  },
  "host.container.name": {
    label: "Container",
    description: "Of a row that is a container: its full name",
    type: "string",
    compared: false,
    source: "`inspect` of the engine",
    example: "shop",
  },
  "host.container.id": {
    label: "Container id",
    description: "Of a row that is a container: its number, another one after each deployment",
    type: "string",
    compared: false,
    source: "`inspect` of the engine",
    example: "4f1d2c6e0b9a8f7e6d5c4b3a29181706f5e4d3c2b1a09f8e7d6c5b4a39281706",
  },
  "host.container.image": {
    label: "Image",
    description: "Of a row that is a container: the image by the name that it was started with",
    type: "string",
    source: "`inspect` of the engine",
    example: "httpd:2.4",
  },
  "host.container.image_id": {
    label: "Image id",
    description: "Of a row that is a container: what its engine knows the image by",
    type: "string",
    compared: false, // engines count it over other things
    source: "`inspect` of the engine",
    example: "sha256:0de612e99135a48c9f3c1f9b2f2f2f4d3bfa1b6d5f0c3d8a7e6b5c4d3e2f1a0b",
  },
  "host.container.image_digest": {
    label: "Image digest",
    description: "Of a row that is a container: the digest by which registries know the image",
    type: "string",
    source: "RepoDigests of `image inspect` of the engine",
    example: "sha256:9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c",
  },
} as const;

type OfContainer = Exclude<keyof typeof facts, "host.containers" | "host.containers_asked">;

const NO_CONTAINER = absent("the host itself: it is no container that was asked through its host");

/** Of the row of a container, whose section holds what its engine tells of it and nothing else. */
function ofContainer(own: Listed | undefined): Pick<FactsOf<typeof facts>, OfContainer> {
  const known = (value: string | undefined, why: string) => (own ? value || absent(why) : NO_CONTAINER);
  return {
    "host.container.engine": known(own?.engine, "not told"),
    "host.container.name": known(own?.name, "not told"),
    "host.container.id": known(own?.id, "not told"),
    "host.container.image": known(own?.image, "its engine names no image"),
    "host.container.image_id": known(own?.imageId, "its engine names no image"),
    "host.container.image_digest": known(
      own && digestOf(own),
      "no registry knows the image: it was built or loaded on its host",
    ),
  };
}

/** That of the repository which the image was started from, else the first one. */
function digestOf({ image, digests }: Listed): string | undefined {
  const repository = image.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
  const own = digests.find((digest) => digest.startsWith(`${repository}@`)) ?? digests[0];
  return own?.slice(own.indexOf("@") + 1);
}

/** The section of a container's own row holds this part, and that of a host does not. */
const SELF = "self";

const wordsOf = ({ engine, id, name, image, imageId, digests }: Listed) =>
  [engine, id, name, image, imageId, digests.join(" ")].join("\t");

function selfIn(line: string): Listed {
  const [engine = "", id = "", name = "", image = "", imageId = "", digests = ""] = line.split("\t");
  return { engine, id, name, image, imageId, digests: digests.split(" ").filter((each) => each !== "") };
}

/** What stands in the section of the row of a container. */
export const sectionOfContainer = (own: Listed): Section => ({
  check: "containers",
  installation: 0,
  parts: [{ name: SELF, stdout: wordsOf(own), stderr: "", status: 0 }],
  status: 0,
  timedOut: false,
});

const within = "a container: containers inside of it are not looked for";

function parse({ section, other }: ParseInput<readonly [typeof discovery]>): FactsOf<typeof facts> {
  const self = lineOf(section, SELF);
  if (self !== undefined) {
    const gap = absent(within);
    return {
      "host.containers": gap,
      "host.containers_asked": gap,
      ...ofContainer(selfIn(self)),
    };
  }
  if (section.status !== 0)
    return {
      ...gapsFor(facts, failed("did not run to its end")),
      ...ofContainer(undefined),
    };
  return { ...ofHost(section, other("discovery")), ...ofContainer(undefined) };
}

function ofHost(section: Section, found: Section | undefined) {
  const gap = unseen(found);
  if (gap) return { "host.containers": gap, "host.containers_asked": gap };
  const asked = new Set(insideOf(section).map(({ id }) => id));
  const known = listed(section);
  const rest = seenIn(found).filter(({ id }) => !known.some((each) => each.id === id));
  const lines = [
    ...known.map(
      (each) =>
        `${each.name}: ${each.image} (${each.engine})${asked.has(each.id) ? "" : `, not asked inside: ${whyNot(section, each, asked.size)}`}`,
    ),
    ...rest.map(({ id, engine }) => `${shortId(id)} (${engine}): ${unlisted(section, engine)}`),
  ];
  const refusals = ["docker", "podman"].flatMap((engine) => refusalOf(section, engine) ?? []);
  const shut = refusals.find((why) => why.startsWith("permission denied"));
  return {
    "host.containers": lines,
    "host.containers_asked":
      shut !== undefined
        ? denied(`${shut}: a login that may use the engine, or root, asks inside`)
        : known.filter(({ id }) => asked.has(id)).map(({ name }) => name),
  };
}

function whyNot(section: Section, { id }: Listed, asked: number): string {
  const setting = lineOf(section, "asked") ?? "auto";
  if (setting === "never") return "`containers: never` is set";
  if (partOf(section, `late ${id}`)) return "the deadline of the host left no time";
  if (asked >= MOST_CONTAINERS) return `no more than ${MOST_CONTAINERS} of a host are`;
  return setting === "auto" ? "it has ended" : "its name is not among those of `containers:`";
}

function unlisted(section: Section, engine: string): string {
  if (engine !== "docker" && engine !== "podman")
    return "of an engine that is not asked; `transport: { command: [...] }` reaches it";
  return refusalOf(section, engine) ?? `${engine} does not tell of it: it has ended, or is another daemon's`;
}

export const containers = defineCheck({
  id: "containers",
  title: "Containers",
  level: "host",
  needs: [discovery],
  collect: new URL("./collect.sh", import.meta.url),
  seconds: 600,
  last: "sees_containers",
  facts,
  parse,
});
