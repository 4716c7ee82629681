import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { startProcess } from "#tests/support/processes.ts";

const VERSION = "0.169.0";
const CACHE = resolve(".cache/clients");

/** Installs the real Codex CLI into `.cache/clients` unless it is there; null, with the reason, when it cannot be had. */
export async function findCodex(): Promise<{ readonly path: string } | { readonly missing: string }> {
  const folder = join(CACHE, `codex-${VERSION}`);
  const path = join(folder, "node_modules/.bin/codex");
  if (existsSync(path)) return { path };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{"private":true}\n');
  const npm = startProcess("npm", ["install", "--no-audit", "--no-fund", `@openai/codex@${VERSION}`], {
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

/** One run of Codex. */
export interface CodexRun {
  readonly providerUrl: string;
  readonly model: string;
  readonly webSocket: boolean;
  /** The `[otel]` section of its configuration. */
  readonly otel: string;
  readonly prompt: string;
}

/** An `[otel]` section that exports one signal alone to a collector. */
export function otelSection(collectorUrl: string, signal: "logs" | "traces"): string {
  const exporter = (own: typeof signal) =>
    own === signal
      ? `{ otlp-http = { endpoint = "${collectorUrl}/v1/${own}", protocol = "json" } }`
      : `"none"`;
  return `[otel]
exporter = ${exporter("logs")}
trace_exporter = ${exporter("traces")}
metrics_exporter = "none"
`;
}

function codexConfig({ providerUrl, model, webSocket, otel }: CodexRun): string {
  return `model = "${model}"
model_provider = "simulated"
check_for_update_on_startup = false

[model_providers.simulated]
name = "simulated"
base_url = "${providerUrl}/v1"
wire_api = "responses"
env_key = "SIMULATED_API_KEY"
supports_websockets = ${webSocket}

${otel}
`;
}

/** Runs `codex exec` once with a home of its own; rejects with what it printed when it fails. */
export async function runCodex(
  path: string,
  run: CodexRun,
): Promise<{ readonly output: string; readonly wallMs: number }> {
  const home = await mkdtemp(join(tmpdir(), "roundtrip-codex-"));
  const work = join(home, "project");
  await mkdir(work);
  await writeFile(join(home, "config.toml"), codexConfig(run));
  const startedMs = performance.now();
  const codex = startProcess(
    path,
    ["exec", "--skip-git-repo-check", "-s", "danger-full-access", run.prompt],
    {
      cwd: work,
      env: {
        PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
        HOME: home,
        CODEX_HOME: home,
        SIMULATED_API_KEY: "made-up",
        LANG: "C.UTF-8",
      },
    },
  );
  try {
    const timer = setTimeout(() => void codex.stop(1000), 90_000);
    const code = await codex.ended;
    clearTimeout(timer);
    if (code !== 0) throw new Error(`codex exec ended with ${code}:\n${codex.output()}`);
    return { output: codex.output(), wallMs: performance.now() - startedMs };
  } finally {
    await codex.stop();
    await rm(home, { recursive: true, force: true });
  }
}
