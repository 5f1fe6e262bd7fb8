import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const tests = new URL("../", import.meta.url);

/** Where time is looked at, and holds nothing that other work on the machine could break. */
const ALLOWED = [
  "fuzz/watchdog.test.ts", // an input that costs CPU on purpose
  "cli/unattended/log.test.ts", // that a line's time is one of today
  "transport/jump.test.ts", // that newcomers are not let in earlier than they may
];

it("no test holds anything against seconds of the clock: other work on the machine would break it", () => {
  const files = readdirSync(tests, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".test.ts"),
  );
  const timed = files.filter((file) =>
    /\b(performance|Date)\.now\(|\bhrtime\b|\bcpuUsage\(/.test(readFileSync(new URL(file, tests), "utf8")),
  );
  expect(timed.sort()).toEqual([...ALLOWED].sort());
});
