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
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? folder },
  });
  const code = await npm.ended;
  return code === 0 && existsSync(path)
    ? { path }
    : { missing: npm.output().trim().split("\n").at(-1) ?? String(code) };
}

/** Which signals Codex exports, and where to. */
export interface CodexRun {
  readonly providerUrl: string;
  readonly model: string;
  readonly webSocket: boolean;
  /** Base URL of an OTLP/HTTP collector. */
  readonly collectorUrl: string;
  readonly signals: readonly ("logs" | "traces" | "metrics")[];
  readonly prompt: string;
}

/** What `config.toml` says for a run. The `[otel]` part is what Roundtrip tells people to write. */
export function codexConfig(run: CodexRun): string {
  const exporter = (signal: "logs" | "traces" | "metrics") =>
    run.signals.includes(signal)
      ? `{ otlp-http = { endpoint = "${run.collectorUrl}/v1/${signal}", protocol = "json" } }`
      : `"none"`;
  return `model = "${run.model}"
model_provider = "simulated"
check_for_update_on_startup = false

[model_providers.simulated]
name = "simulated"
base_url = "${run.providerUrl}/v1"
wire_api = "responses"
env_key = "SIMULATED_API_KEY"
supports_websockets = ${run.webSocket}

[otel]
exporter = ${exporter("logs")}
trace_exporter = ${exporter("traces")}
metrics_exporter = ${exporter("metrics")}
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
