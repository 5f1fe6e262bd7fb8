import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { getContainerRuntimeClient } from "testcontainers";
import { IMAGE_NAMES, IMAGES, type Image, type ImageName } from "./hosts.js";

export const CONTAINERS = fileURLToPath(new URL("../../containers", import.meta.url));

/** Lines of a failed build's output that are told. */
const TAIL = 30;

export const tagOf = (name: ImageName) => `wsgi-audit-fleet/${name}:latest`;

interface BuildLine {
  stream?: string;
  error?: string;
}

// Not by GenericContainer.fromDockerfile: it takes a failed build for a success while an older image has the tag.
async function buildImage(name: ImageName, { dockerfile, target, suite }: Image): Promise<void> {
  const { container } = await getContainerRuntimeClient();
  const answer = await container.dockerode.buildImage(
    {
      context: CONTAINERS,
      src: ["debian", "source", "musl", "express", "image", "ansible", "nightly", "roots"],
    },
    { t: tagOf(name), dockerfile, buildargs: { SUITE: suite }, ...(target === undefined ? {} : { target }) },
  );
  const lines = (await text(answer)).trim().split("\n");
  const output = lines.map((line) => JSON.parse(line) as BuildLine);
  if (output.every(({ error }) => error === undefined)) return;
  throw new Error(
    output
      .map(({ stream, error }) => error ?? stream ?? "")
      .slice(-TAIL)
      .join(""),
  );
}

function chainsOf(names: readonly ImageName[]): ImageName[][] {
  const chains = new Map<string, ImageName[]>();
  for (const name of IMAGE_NAMES.filter((each) => names.includes(each))) {
    const chain = `${IMAGES[name].dockerfile} ${IMAGES[name].suite}`;
    chains.set(chain, [...(chains.get(chain) ?? []), name]);
  }
  return [...chains.values()];
}

/**
 * Builds images, or has the engine find that it has them. Different releases are built at the same time; the
 * stages of one Dockerfile one after another, because an engine does not share a layer that is still being made.
 * Returns why an image could not be built, by name.
 */
export async function buildImages(names: readonly ImageName[]): Promise<Map<ImageName, string>> {
  const failures = new Map<ImageName, string>();
  const buildChain = async (chain: readonly ImageName[]) => {
    for (const name of chain) {
      await buildImage(name, IMAGES[name]).catch((error) => failures.set(name, `image ${name}: ${error}`));
    }
  };
  await Promise.all(chainsOf(names).map(buildChain));
  return failures;
}
