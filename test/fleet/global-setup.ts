import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import type { FleetDescription } from "./fleet.js";
import { HOST_NAMES } from "./hosts.js";
import { CONTAINERS } from "./images.js";
import { startFleet } from "./start-fleet.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** Null where there is no container engine. */
    fleet: FleetDescription | null;
  }
}

const NO_ENGINE = `
  **********************************************************************
  *  CONTAINER TESTS DID NOT RUN: no container engine is available.    *
  *  Start Docker, or as root on Debian set WSGI_AUDIT_ENGINE=1.       *
  **********************************************************************
`;

/** Starts the fleet once for all its tests. Without an engine it says so loudly, and in CI it fails. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const { status } = spawnSync(join(CONTAINERS, "engine"), { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) {
    if (process.env.CI)
      throw new Error("no container engine is available, and CI demands the container tests");
    process.stderr.write(NO_ENGINE);
    provide("fleet", null);
    return async () => {};
  }
  const fleet = await startFleet(HOST_NAMES);
  provide("fleet", fleet.description);
  return fleet.stop;
}
