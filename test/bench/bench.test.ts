import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { SSHD } from "../support/sshd.js";
import { readResults } from "./results.js";
import { QUICK } from "./sizes.js";
import { formatResults } from "./table.js";

const BENCH = fileURLToPath(new URL("../../.ci/bench", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "wsgi-audit-bench-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe.runIf(SSHD && process.platform === "linux")("npm run bench -- --quick", () => {
  const file = join(folder, "results.json");
  const run = () => spawnSync("sh", [BENCH, "--quick", "-o", file], { encoding: "utf8", timeout: 600_000 });

  it("measures every client and every size, plausibly", { timeout: 600_000 }, () => {
    const { status, stdout, stderr } = run();
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const results = readResults(file);
    expect(stdout).toContain(formatResults(results));

    const { tools } = results.environment;
    const installed = Object.keys(tools).filter((name) => tools[name] !== null);
    for (const name of Object.keys(tools))
      expect(stdout).toContain(
        installed.includes(name) ? `${name} ${tools[name]}` : `${name} is not installed`,
      );
    expect(installed).toEqual(
      expect.arrayContaining(["wsgi-audit collect", "wsgi-audit run", "ssh under xargs -P"]),
    );

    for (const { rows, hosts } of [results.transport, results.wholeAudit]) {
      expect(rows.map(({ tool }) => tool)).toEqual(installed);
      expect(rows[0]?.ratios).toEqual({ wall: 1, cpu: 1, memory: 1 });
      for (const { tool, cpuMsPerHost, wallSeconds, memoryMb } of rows) {
        expect(cpuMsPerHost, tool).toBeGreaterThan(1);
        // No more CPU than there was time for on all cores.
        expect((cpuMsPerHost * hosts) / 1000, tool).toBeLessThan(
          wallSeconds * results.environment.cores * 1.2,
        );
        expect(memoryMb, tool).toBeGreaterThan(1);
        expect(memoryMb, tool).toBeLessThan(2000);
      }
    }
    expect(results.defaultKeyExchangeMs).toBeGreaterThan(1);

    expect(results.growth.map(({ hosts }) => hosts)).toEqual(QUICK.growth.flatMap((count) => [count, count]));
    for (const { peakMemoryMb, wallSeconds } of results.growth) {
      expect(peakMemoryMb).toBeGreaterThan(20); // Node.js itself
      expect(wallSeconds).toBeGreaterThan(0.05);
    }
    expect(results.targets.every(({ measured }) => Number.isFinite(measured) && measured > 0)).toBe(true);
  });

  it("finds round trips that the protocol cannot do without", () => {
    for (const { tool, roundTripMs, lastByteMs } of readResults(file).latency) {
      // Identification, key exchange, service, login, channel, command: each has to wait for an answer.
      expect(lastByteMs, tool).toBeGreaterThan(4 * roundTripMs);
    }
  });
});
