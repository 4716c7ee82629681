import { readFileSync, writeFileSync } from "node:fs";
import { missingPlatformPackages } from "./missing-platform-packages.ts";

// A registry that mirrors only what its own platform needs makes npm leave the others' packages out of the lock file,
// and then "npm ci" refuses it everywhere. This names them, so that each platform fetches its own.
const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const missing = missingPlatformPackages(lock.packages);
for (const { path, entry } of missing) lock.packages[path] = entry;
const sorted = Object.entries(lock.packages).toSorted(([a], [b]) => a.localeCompare(b, "en"));
lock.packages = Object.fromEntries(sorted);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${missing.length} packages of other platforms added`);
