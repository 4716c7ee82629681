import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { startProcess } from "#tests/support/processes.ts";
import type { CodingClient } from "./coding-client.ts";

const CACHE = resolve(".cache/clients");

/** Installs the real client into `.cache/clients` unless it is there; with the reason when it cannot be had. */
export async function installClient({
  package: name,
  version,
  command,
}: CodingClient): Promise<{ readonly path: string } | { readonly missing: string }> {
  const folder = join(CACHE, `${name.replace(/^.*\//, "")}-${version}`);
  const path = join(folder, "node_modules/.bin", command);
  if (existsSync(path)) return { path };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{"private":true}\n');
  const npm = startProcess("npm", ["install", "--no-audit", "--no-fund", `${name}@${version}`], {
    cwd: folder,
    // A registry or a proxy may be set in the environment.
    env: process.env as Record<string, string>,
  });
  const code = await npm.ended;
  if (code === 0 && existsSync(path)) return { path };
  const complaint = npm
    .output()
    .split("\n")
    .find((line) => /error/i.test(line) && !/code/.test(line));
  return { missing: complaint?.trim() ?? `npm install ended with ${code}` };
}
