import { fileURLToPath } from "node:url";
import { GenericContainer } from "testcontainers";
import { IMAGE_NAMES, IMAGES, type Image, type ImageName } from "./hosts.js";

export const CONTAINERS = fileURLToPath(new URL("../../containers", import.meta.url));

export const tagOf = (name: ImageName) => `wsgi-audit-fleet/${name}:latest`;

async function buildImage(name: ImageName, { dockerfile, target, suite }: Image): Promise<void> {
  const builder = GenericContainer.fromDockerfile(CONTAINERS, dockerfile).withBuildArgs({ SUITE: suite });
  if (target !== undefined) builder.withTarget(target);
  await builder.build(tagOf(name), { deleteOnExit: false });
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
