import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StartedTestContainer } from "testcontainers";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Reach } from "../../src/facts/reachability.js";
import type { Audit } from "../../src/model/audit.js";
import { printedOf } from "../faults/program.js";
import { keygen } from "../support/sshd.js";
import { describeFleet } from "./describe-fleet.js";
import { makeKey, reach, startHost } from "./start-fleet.js";

/** The shortest time for which sshd shuts an address out is a quarter of a minute; others add to it. */
const UNTIL_LET_IN_AGAIN = { timeout: 180_000, interval: 3000 };
const OFTEN = 8;

describeFleet("sshd with its penalties", () => {
  const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-penalties-"));
  let container: StartedTestContainer;
  let place: Awaited<ReturnType<typeof reach>>;
  let stranger: string;

  beforeAll(async () => {
    const key = await makeKey(directory);
    container = await startHost({ name: "strict", image: "forky", scenario: "penalties" }, key);
    place = await reach(container, directory);
    stranger = keygen(directory, "stranger", "-t", "ed25519");
  }, 240_000);

  afterAll(async () => {
    await container?.stop({ timeout: 0 });
    rmSync(directory, { recursive: true, force: true });
  });

  const printed = <T>(words: readonly string[], transport: string, more: object = {}) => {
    const settings = { ...place.settings, user: "auditor", transport, ...more };
    return printedOf<T>(words, { ...place, name: "strict", settings });
  };
  const checked = async (transport: string, more?: object) =>
    (await printed<Reach[]>(["hosts", "--check"], transport, more))[0];
  const audited = async (transport: string, more?: object) =>
    (await printed<Audit>(["run"], transport, more)).hosts[0];

  it.each(["ssh2", "openssh"])("has nothing against many audits in a row, over %s", async (transport) => {
    for (let time = 1; time <= OFTEN; time += 1)
      expect(await checked(transport)).toMatchObject({
        status: "ok",
        server: expect.stringMatching(/^OpenSSH_1\d/),
      });
    expect(await audited(transport)).toMatchObject({ status: "ok" });
  });

  it.each(["ssh2", "openssh"])(
    "shuts out whom it refused several times: that is told, and passes, over %s",
    async (transport) => {
      const refused = { identity_file: stranger };
      const shutOut = {
        status: "unreachable",
        error: { message: expect.stringContaining("PerSourcePenalties") },
      };
      await vi.waitFor(
        async () => expect(await checked(transport, refused)).toMatchObject(shutOut),
        UNTIL_LET_IN_AGAIN,
      );
      expect(await audited(transport)).toMatchObject(shutOut);
      await vi.waitFor(
        async () => expect(await audited(transport)).toMatchObject({ status: "ok" }),
        UNTIL_LET_IN_AGAIN,
      );
    },
  );
});
