import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StartedTestContainer } from "testcontainers";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Audit } from "../../src/model/audit.js";
import { ended, inventoryOf, startProgram } from "../faults/program.js";
import { type FleetHost, SOON } from "./fleet.js";
import { makeKey, reach, startHost } from "./start-fleet.js";
import { askWsgi } from "./truth.js";

const SOCKET = "/var/run/docker.sock";
const { stdout: found } = spawnSync("sh", ["-c", "command -v docker"], { encoding: "utf8" });
/** Another client of the engine cannot be carried into a container of another system. */
const client = found.trim() && realpathSync(found.trim());
const isStatic = client !== "" && spawnSync("ldd", [client], { encoding: "utf8" }).status !== 0;
const able = existsSync(SOCKET) && isStatic;

const dotted = (numbers: readonly number[], count: number) => numbers.slice(0, count).join(".");

describe.skipIf(!able)(
  able ? "containers of a host" : "CONTAINERS OF A HOST: NO STATIC CLIENT OF DOCKER HERE, NOT TESTED",
  () => {
    const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-inside-"));
    /** Nothing else on this machine is called so, and nothing else may be asked. */
    const prefix = `wsgi-audit-inside-${randomBytes(4).toString("hex")}`;
    const started: StartedTestContainer[] = [];
    let place: Awaited<ReturnType<typeof reach>>;

    beforeAll(async () => {
      const key = await makeKey(directory);
      for (const name of ["shop", "wiki"])
        started.push(
          await startHost({ name, image: "bookworm", scenario: "plain", called: `${prefix}-${name}` }, key),
        );
      const host = await startHost(
        {
          name: "engine",
          image: "ssh",
          scenario: "engine",
          mounts: [
            { source: SOCKET, target: SOCKET, mode: "rw" },
            { source: client, target: "/usr/bin/docker", mode: "ro" },
          ],
        },
        key,
      );
      started.push(host);
      place = await reach(host, directory);
    }, 300_000);

    afterAll(async () => {
      await Promise.allSettled(started.map((container) => container.stop({ timeout: 0 })));
      rmSync(directory, { recursive: true, force: true });
    });

    const startRun = (user: string, more: Record<string, unknown> = {}) => {
      const settings = { ...place.settings, user, containers: [`${prefix}-*`], ...more };
      const inventory = inventoryOf([{ name: "web01", port: place.port, hostKey: place.hostKey, settings }]);
      return startProgram(["run", "-i", inventory, "--no-ssh-config", "-f", "json"]);
    };
    const audited = async (user: string, more: Record<string, unknown> = {}) => {
      const run = await ended(startRun(user, more));
      if (run.stdout === "") throw new Error(run.stderr);
      return JSON.parse(run.stdout) as Audit;
    };
    const inspect = (format: string, name: string) =>
      execFileSync("docker", ["inspect", "--format", format, `${prefix}-${name}`], {
        encoding: "utf8",
      }).trim();
    /** As the fleet has its hosts, to ask the live server. */
    const inside = (name: string): FleetHost => ({
      name: "bookworm",
      host: "",
      port: 0,
      user: "root",
      exec: async (command) => {
        const words = typeof command === "string" ? ["sh", "-c", command] : command;
        const { stdout, stderr, status } = spawnSync("docker", ["exec", `${prefix}-${name}`, ...words], {
          encoding: "utf8",
        });
        return { stdout, stderr, exitCode: status ?? 1 };
      },
    });
    const processesIn = (name: string) =>
      execFileSync("docker", ["top", `${prefix}-${name}`, "-o", "pid,args"], { encoding: "utf8" })
        .split("\n")
        .filter((line) => / sh -s$/.test(line));

    it.each([
      ["a login of its group", "deploy", {}],
      ["a login that sudo makes root", "sudoer", { become: "auto" }],
      ["a login that sudo makes root, over openssh", "sudoer", { become: "always", transport: "openssh" }],
    ])("are rows that say what the live servers in them say: %s", async (_, user, more) => {
      const { hosts, totals } = await audited(user, more);
      const names = [`${prefix}-shop`, `${prefix}-wiki`];
      expect(hosts.map(({ name, status }) => [name, status])).toEqual([
        ["web01", "ok"],
        ...names.map((name) => [`web01/${name}`, "ok"]),
      ]);
      expect(totals.hosts).toMatchObject({ selected: 3, ok: 3 });
      expect(hosts[0]?.installations).toEqual([]);
      expect(hosts[0]?.facts["host.containers_asked"]).toEqual(names);
      for (const [at, name] of (["shop", "wiki"] as const).entries()) {
        const { facts, installations, containerOf, groups } = hosts[at + 1] ?? {};
        expect(containerOf).toBe("web01");
        expect(groups).toEqual(hosts[0]?.groups);
        expect(facts).toMatchObject({
          "host.os_version": "12",
          "host.container.engine": "docker",
          "host.container.id": inspect("{{.Id}}", name),
          "host.container.name": `${prefix}-${name}`,
          "host.container.image": inspect("{{.Config.Image}}", name),
          "host.container.image_id": inspect("{{.Image}}", name),
        });
        const truth = await askWsgi(inside(name));
        expect(installations?.map((each) => each.facts)).toMatchObject([
          {
            "apache.running": true,
            "wsgi.version": dotted(truth["mod_wsgi.version"], 3),
            "python.version": dotted(truth["sys.version_info"], 3),
            "python.prefix": truth["sys.prefix"],
          },
        ]);
        expect(installations?.[0]?.applications.length).toBeGreaterThan(0);
        await vi.waitFor(() => expect(processesIn(name)).toEqual([]), SOON);
      }
    });

    it("are told and not asked where that is not wanted", async () => {
      const { hosts } = await audited("deploy", { containers: [`${prefix}-wiki`] });
      expect(hosts.map(({ name }) => name)).toEqual(["web01", `web01/${prefix}-wiki`]);
    });

    it("are denied to a login that may not use the engine, with the reason", async () => {
      const { hosts } = await audited("auditor");
      expect(hosts.map(({ name, status }) => [name, status])).toEqual([["web01", "ok"]]);
      expect(hosts[0]?.gaps["host.containers_asked"]).toMatchObject({
        outcome: "denied",
        reason: expect.stringMatching(/^permission denied: \/var\/run\/docker\.sock/),
      });
    });

    it("keep no process of a run whose connection is cut", async () => {
      const run = startRun("deploy", { containers: [`${prefix}-shop`] });
      await vi.waitFor(() => expect(processesIn("shop").length).toBeGreaterThan(0), {
        timeout: 120_000,
        interval: 20,
      });
      run.kill("SIGKILL");
      await vi.waitFor(() => expect(processesIn("shop")).toEqual([]), SOON);
    });
  },
);
