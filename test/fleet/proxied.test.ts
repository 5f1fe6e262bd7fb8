import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StartedTestContainer } from "testcontainers";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { HostAudit } from "../../src/model/audit.js";
import { ended, inventoryOf, startProgram } from "../faults/program.js";
import { describeFleet } from "./describe-fleet.js";
import { makeKey, reach, startHost } from "./start-fleet.js";

describeFleet("requests that httpd hands on beside an application of mod_wsgi", () => {
  const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-proxied-"));
  let container: StartedTestContainer;
  let host: HostAudit | undefined;
  let printed = "";
  const shell = async (command: string) => (await container.exec(["sh", "-c", command])).output.trim();

  beforeAll(async () => {
    const key = await makeKey(directory);
    container = await startHost({ name: "proxied", image: "bookworm", scenario: "proxied" }, key);
    const { settings, ...place } = await reach(container, directory);
    const inventory = inventoryOf([{ ...place, name: "proxied", settings: { ...settings, user: "root" } }]);
    const words = ["run", "-i", inventory, "--no-ssh-config", "--fail-on", "none", "-f", "json"];
    const { stdout } = await ended(startProgram(words));
    printed = stdout;
    [host] = JSON.parse(stdout).hosts as HostAudit[];
  }, 600_000);
  afterAll(async () => {
    await container?.stop({ timeout: 0 });
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  it("are told with the Python that the other server runs", async () => {
    const live = await shell("readlink /proc/$(cat /run/other.pid)/exe");
    const [httpd] = host?.installations ?? [];
    expect(httpd?.facts["apache.proxied"]).toMatchObject([
      { url: "/other/static", target: "!", server: null },
      { url: "/other", target: "http://127.0.0.1:8000", server: "gunicorn", python: live },
      { url: "/socket", target: "unix:/run/other.sock|http://localhost", server: "gunicorn", python: live },
      { url: "/nobody", target: "http://127.0.0.1:9", server: null, python: null },
    ]);
    expect(printed).not.toContain("canary");
    expect(httpd?.applications.map(({ id }) => id).join()).toContain("/daemon");
  });
});
