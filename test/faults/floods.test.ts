import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Audit } from "../../src/model/audit.js";
import { BANNER, exchangingKeys, floodingAfter, floodingBefore, MESSAGES } from "../support/floods.js";
import { type SshServerOptions, sshServer, type TestServer } from "../support/servers.js";
import { authorizedKey, makeHostKeys, SSHD, type Sshd, startSshd } from "../support/sshd.js";
import { directory, freshFile } from "../support/world.js";
import { collecting, fresh, left } from "./auditor.js";
import { PATIENT } from "./fault.js";
import { type GoodHosts, harmedIn, startGoodHosts } from "./good-hosts.js";
import {
  ENVIRONMENT,
  type Ended,
  ended,
  inventoryOf,
  PROGRAM,
  type Reachable,
  startProgram,
} from "./program.js";

/** What a flood may cost, as a multiple of the same run without it. */
const MOST = { cpu: 3, memory: 2 };

/** A second of CPU is the least that a system limits a client to: as much as two such runs without any flood. */
const MOST_BY_CLIENT = { ...MOST, cpu: 6 };

/** The whole tree's CPU by the shell's own clock, and the most memory of the program itself. */
const METER = freshFile(
  `process.on("exit", () => require("node:fs").writeFileSync(process.env.PEAK, String(process.resourceUsage().maxRSS)));`,
);

interface Cost {
  cpu: number;
  memory: number;
  ended: Ended;
  audit: Audit;
}

async function costOf(inventory: string): Promise<Cost> {
  const [snapshot, peak] = [fresh(), fresh()];
  const words = [process.execPath, "--require", METER, PROGRAM, ...collecting(inventory, snapshot)];
  const child = spawn("bash", ["-c", 'TIMEFORMAT="%U %S"; time "$@" 2>/dev/null', "bash", ...words], {
    env: { ...ENVIRONMENT, PEAK: peak },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const outcome = await ended(child);
  const [user = Number.NaN, system = Number.NaN] = outcome.stderr.trim().split(" ").map(Number);
  return {
    cpu: user + system,
    memory: Number(readFileSync(peak, "utf8")),
    ended: outcome,
    audit: await left(snapshot),
  };
}

const DEADLINE_S = 60;
const settings = { ...PATIENT, deadline: `${DEADLINE_S}s` };

const FLOODS: Readonly<Record<string, SshServerOptions>> = {
  ...Object.fromEntries(Object.keys(MESSAGES).map((kind) => [kind, floodingAfter(kind)])),
  "IGNORE before the login": floodingBefore(MESSAGES.IGNORE?.(0) ?? BANNER),
  "banners of a byte before the login": floodingBefore(BANNER),
  "exchanges of keys": exchangingKeys,
};

/** By the system's client, which reads most of it without a word: what it may cost is all that can be bounded. */
const BY_CLIENT = [
  "IGNORE",
  "DEBUG",
  "output of one byte",
  "IGNORE before the login",
  "banners of a byte before the login",
];

describe("fault matrix: floods, beside good hosts in the same run", () => {
  let good: GoodHosts;
  const servers: TestServer[] = [];
  const calm: Partial<Record<string, Cost>> = {};

  beforeAll(async () => {
    good = await startGoodHosts();
  });
  afterAll(() => {
    for (const server of [...good.servers, ...servers]) server.close();
  });

  /** The good hosts and the one more, by that transport. */
  const inventoryWith = (transport: string, more: Reachable[] = []) =>
    inventoryOf(
      [...good.hosts, ...more].map((host) => ({ ...host, settings: { ...settings, transport } })),
      {},
    );

  async function flooded(kind: string, transport: string) {
    const server = await sshServer(FLOODS[kind]);
    servers.push(server);
    calm[transport] ??= await costOf(inventoryWith(transport));
    const cost = await costOf(inventoryWith(transport, [{ name: "flood", port: server.port }]));
    const { cpu, memory } = calm[transport] as Cost;
    const host = cost.audit.hosts.find(({ name }) => name === "flood");
    const ratio = { cpu: cost.cpu / cpu, memory: cost.memory / memory };
    process.stdout.write(
      `${transport}, ${kind}: CPU ${ratio.cpu.toFixed(1)}, memory ${ratio.memory.toFixed(1)}, ${host?.durationMs} ms, ${host?.error?.message}\n`,
    );
    return { host, ratio, harmed: harmedIn(cost.audit, good.hosts) };
  }

  it.each(Object.keys(FLOODS))("in process: %s", async (kind) => {
    const { host, ratio, harmed } = await flooded(kind, "ssh2");
    expect(host?.error).toMatchObject({ code: "abuse", message: expect.stringContaining("without end") });
    expect(host?.durationMs).toBeLessThan((DEADLINE_S * 1000) / 2);
    expect(ratio.cpu).toBeLessThan(MOST.cpu);
    expect(ratio.memory).toBeLessThan(MOST.memory);
    expect(harmed).toEqual([]);
  });

  it.runIf(SSHD).each(BY_CLIENT)("by the system's client: %s", async (kind) => {
    const { host, ratio, harmed } = await flooded(kind, "openssh");
    expect(host?.error).toMatchObject({ code: "abuse", message: expect.stringContaining("without end") });
    expect(ratio.cpu).toBeLessThan(MOST_BY_CLIENT.cpu);
    expect(ratio.memory).toBeLessThan(MOST.memory);
    expect(harmed).toEqual([]);
  });
});

describe.runIf(SSHD)("a server that exchanges keys often", () => {
  let hostKeys: Sshd["hostKeys"];
  beforeAll(() => {
    hostKeys = makeHostKeys(directory);
  });

  it.each(["16K", "64K", "1M"])("has its long answer brought home whole: RekeyLimit %s", async (limit) => {
    const key = authorizedKey(directory, `often-${limit}`);
    const sshd = await startSshd(directory, hostKeys, [`RekeyLimit ${limit}`]);
    const inventory = freshFile(
      JSON.stringify({
        defaults: {
          user: userInfo().username,
          identity_file: key,
          known_hosts: freshFile(`[127.0.0.1]:${sshd.port} ${sshd.hostKeys.ed25519}\n`),
          ...settings,
        },
        hosts: { often: { address: "127.0.0.1", port: sshd.port } },
        facts: {
          "user.long": {
            type: "list",
            command: "for i in 1 2 3 4 5 6 7 8 9; do head -c 30000 /dev/zero | tr '\\0' x; echo; done",
          },
        },
      }),
    );
    const outcome = await ended(startProgram(["run", "-i", inventory, "--no-ssh-config", "-f", "json"]));
    await sshd.stop();
    const [host] = (JSON.parse(outcome.stdout) as Audit).hosts;
    expect(host).toMatchObject({ status: "ok" });
    expect(host?.facts["user.long"]).toHaveLength(9);
  });
});
