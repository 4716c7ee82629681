import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { missingPlatformPackages } from "./missing-platform-packages.ts";

test("the lock file names the packages of every platform, without which npm ci refuses it", () => {
  const lock = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
  // When this fails after an install: node scripts/complete-lock.ts
  expect(missingPlatformPackages(lock.packages).map(({ path }) => path)).toEqual([]);
});

test("a missing package is bound to the platform that its name tells", () => {
  const owner = {
    version: "1.0.0",
    dev: true,
    optionalDependencies: {
      "@a/b-linux-x64-musl": "1.0.0",
      "@a/b-darwin-arm64": "1.0.0",
      "@a/there-win32-x64": "2.0.0",
    },
  };
  const packages = { "node_modules/a": owner, "node_modules/@a/there-win32-x64": {} };
  expect(missingPlatformPackages(packages)).toEqual([
    {
      path: "node_modules/@a/b-linux-x64-musl",
      entry: { version: "1.0.0", cpu: ["x64"], dev: true, libc: ["musl"], optional: true, os: ["linux"] },
    },
    {
      path: "node_modules/@a/b-darwin-arm64",
      entry: { version: "1.0.0", cpu: ["arm64"], dev: true, optional: true, os: ["darwin"] },
    },
  ]);
});
