import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { startProcess } from "#tests/support/processes.ts";

/** An instrumentation of the openai package by somebody else. */
export interface Peer {
  readonly label: string;
  /** Its package, and the name of its class. */
  readonly peer: { readonly name: string; readonly export: string };
  readonly version: string;
  /** The OpenTelemetry that it fits. */
  readonly sdk: readonly string[];
}

const API_1 = ["@opentelemetry/api@1.9.0", "@opentelemetry/sdk-trace-base@2.2.0"];

export const PEERS: readonly Peer[] = [
  {
    label: "OpenTelemetry's own",
    peer: { name: "@opentelemetry/instrumentation-openai", export: "OpenAIInstrumentation" },
    version: "0.22.0",
    sdk: ["@opentelemetry/api@1.10.0", "@opentelemetry/sdk-trace@3.1.1"],
  },
  {
    label: "OpenLLMetry",
    peer: { name: "@traceloop/instrumentation-openai", export: "OpenAIInstrumentation" },
    version: "0.27.0",
    sdk: API_1,
  },
  {
    label: "OpenInference",
    peer: { name: "@arizeai/openinference-instrumentation-openai", export: "OpenAIInstrumentation" },
    version: "4.2.7",
    sdk: API_1,
  },
];

/** They support the openai package up to its sixth version; each is held against the same program without it. */
const OPENAI = "openai@6.49.0";

/** Installs a peer and what it needs into `.cache/bench`; null, with a reason said, when it cannot be had. */
export async function installPeer({ peer, version, label, sdk }: Peer): Promise<string | null> {
  const folder = resolve(".cache/bench", peer.name.replace(/\W+/g, "-"));
  if (existsSync(join(folder, "installed"))) return folder;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{"private":true}\n');
  const npm = startProcess(
    "npm",
    ["install", "--no-audit", "--no-fund", "--legacy-peer-deps", OPENAI, ...sdk, `${peer.name}@${version}`],
    { cwd: folder, env: process.env as Record<string, string> },
  );
  if ((await npm.ended) === 0) {
    await writeFile(join(folder, "installed"), "");
    return folder;
  }
  process.stdout.write(`Skipped: ${label} cannot be had here (${npm.output().trim().split("\n")[0]})\n`);
  return null;
}
