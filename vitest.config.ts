import { defineConfig } from "vitest/config";

// "unit" needs nothing but Node; "system" starts real databases, processes and a browser.
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // A busy machine is no failure.
          testTimeout: 60_000,
          include: ["{lib,app,server,instrumentation,simulation,scripts,cli,tests/unit}/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "system",
          include: ["tests/{store,flow,faults}/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
