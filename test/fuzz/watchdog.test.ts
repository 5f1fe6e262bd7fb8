import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fuzz } from "./run.js";
import { target } from "./target.js";

const THREAD = fileURLToPath(new URL("./watchdog-thread.js", import.meta.url));

const report = join(mkdtempSync(join(tmpdir(), "wsgi-audit-fuzz-")), "hang");

/** A program that says what it is about, and then loops for ever. */
const HANGING = `
  import { Worker } from "node:worker_threads";
  const [state, input] = [new SharedArrayBuffer(8), new SharedArrayBuffer(64)];
  const workerData = { state, input, limitMs: 300, report: ${JSON.stringify(report)} };
  new Worker(${JSON.stringify(THREAD)}, { workerData, execArgv: [] }).on("online", () => {
    new TextEncoder().encodeInto("the input", new Uint8Array(input));
    Atomics.store(new Int32Array(state), 1, 9);
    Atomics.store(new Int32Array(state), 0, 1);
    for (;;);
  });
`;

describe("the fuzz run", () => {
  it("sees a hang, shows its input and ends the process", () => {
    const { signal, error } = spawnSync(process.execPath, ["--input-type=module", "-e", HANGING], {
      encoding: "utf8",
      timeout: 30_000,
    });
    expect({ signal, error }).toEqual({ signal: "SIGKILL", error: undefined });
    expect(readFileSync(report, "utf8")).toBe("HANG: no end within 300 ms: the input\n");
  });

  it.each([
    [
      "an error that nobody declared",
      (text: string) => {
        if (text.includes("b")) throw new TypeError("it broke");
      },
      /TypeError: it broke/,
    ],
    [
      "a changed prototype",
      (text: string) => {
        Reflect.deleteProperty(Array.prototype, "evil");
        if (text.includes("b"))
          Object.defineProperty(Array.prototype, "evil", { value: 1, configurable: true });
      },
      /shared prototype was changed/,
    ],
    [
      "an input that takes too long",
      (text: string) => {
        const before = process.cpuUsage().user;
        while (text.includes("b") && process.cpuUsage().user - before < 80_000);
      },
      /it takes \d+ ms, 50 are allowed/,
    ],
  ])("tells %s, with the seed and the smallest input", async (_name, run, told) => {
    const inputs = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
    const row = await fuzz(target({ name: "bad", share: 1, inputs, run, within: 50 }), 200, 7, report);
    Reflect.deleteProperty(Array.prototype, "evil");
    expect(row.fault).toMatch(told);
    expect(row.fault).toContain("seed: 7");
    expect(row.fault).toContain('Counterexample: ["b"]');
  });

  it("makes the same inputs of the same seed", async () => {
    const seen: string[][] = [];
    for (let time = 0; time < 2; time += 1) {
      const inputs: string[] = [];
      await fuzz(
        target({ name: "same", share: 1, inputs: fc.string(), run: (text) => void inputs.push(text) }),
        50,
        3,
        report,
      );
      seen.push(inputs);
    }
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]).toHaveLength(50);
  });
});
