import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { startProcess } from "#tests/support/processes.ts";

/** A gateway by somebody else, from npm. */
export const GATEWAY = { name: "@portkey-ai/gateway", version: "1.15.2" } as const;

/** Later versions of its server share the headers of what `fetch` answered, which must not be written to. */
const OVERRIDES = { "@hono/node-server": "1.13.7" };

/** Installs it into `.cache/bench`; with the reason when it cannot be had. */
export async function installGateway(): Promise<{ readonly main: string } | { readonly missing: string }> {
  const folder = resolve(".cache/bench/portkey-ai-gateway");
  const main = join(folder, "node_modules", GATEWAY.name, "build/start-server.js");
  if (existsSync(main)) return { main };
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "package.json"),
    `${JSON.stringify({ private: true, overrides: OVERRIDES })}\n`,
  );
  const npm = startProcess(
    "npm",
    ["install", "--no-audit", "--no-fund", "--ignore-scripts", `${GATEWAY.name}@${GATEWAY.version}`],
    { cwd: folder, env: process.env as Record<string, string> },
  );
  const code = await npm.ended;
  if (code === 0 && existsSync(main)) return { main };
  return { missing: npm.output().trim().split("\n")[0] ?? `npm install ended with ${code}` };
}
