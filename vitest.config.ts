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
          testTimeout: 60_000,
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
