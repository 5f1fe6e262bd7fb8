import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    reporters: ["default"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/fleet/**", "test/differential/**"],
          testTimeout: 60_000,
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
