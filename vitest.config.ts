import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    reporters: ["default"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/fleet/**", "test/differential/**", "test/fuzz/**"],
          // A test waits for events, not for seconds: this ends what hangs, on a machine that does much else too.
          testTimeout: 240_000,
          hookTimeout: 240_000,
          expect: { poll: { timeout: 120_000 } },
          // A process for each file: tests measure the CPU of their own.
          pool: "forks",
        },
      },
      {
        test: {
          name: "fuzz",
          include: ["test/fuzz/**/*.test.ts"],
          globalSetup: ["test/fuzz/setup.ts"],
          maxWorkers: 2,
          // A million inputs take their time; each of them has a limit of its own.
          testTimeout: 4 * 3_600_000,
          pool: "forks",
        },
      },
      {
        test: {
          name: "fleet",
          include: ["test/fleet/**/*.test.ts", "test/differential/**/*.test.ts"],
          globalSetup: ["test/fleet/global-setup.ts"],
          testTimeout: 240_000,
        },
      },
    ],
  },
});
