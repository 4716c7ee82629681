import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CodingClient } from "./coding-client.ts";

/** Gemini CLI, which never tells when a first token came; its spans know neither cached nor reasoning tokens. */
export const geminiCli: CodingClient = {
  name: "gemini-cli",
  label: "Gemini CLI",
  package: "@google/gemini-cli",
  version: "0.61.0",
  command: "gemini",
  model: "gemini-2.5-pro",
  tier: "Deep",
  tool: {
    onRequest: 1,
    name: "run_shell_command",
    arguments: JSON.stringify({ command: "echo hi" }),
  },
  // Gemini counts reasoning apart from the output.
  behaviour: { reasoningTokens: 12 },
  upstream: "gemini",
  // Gemini tells of limits only when it refuses.
  limits: { told: {}, families: [] },
  separatesSignals: false,
  knows: (signals) => ({
    ttft: false,
    ttfo: false,
    decodeRate: false,
    cachedInputTokens: signals !== "traces",
    outputTokens: signals !== "traces",
    reasoningTokens: signals !== "traces",
    failedTries: true,
    stopwatchLateMs: 0,
    endLateMs: 60,
    // A call that calls a tool ends for it only when it has looked the tool up.
    toolCallEndLateMs: 500,
  }),
  async prepare({ providerUrl, collectorUrl, home, prompt }) {
    await mkdir(join(home, ".gemini"));
    await writeFile(
      join(home, ".gemini/settings.json"),
      JSON.stringify({
        security: { auth: { selectedType: "gemini-api-key" } },
        general: { enableAutoUpdate: false },
        privacy: { usageStatisticsEnabled: false },
        telemetry: {
          enabled: true,
          target: "local",
          otlpProtocol: "http",
          otlpEndpoint: collectorUrl,
          logPrompts: false,
          // Without it, spans carry no usage.
          traces: true,
        },
      }),
    );
    return {
      args: ["--skip-trust", "-y", "-m", this.model, "-p", prompt],
      env: { GOOGLE_GEMINI_BASE_URL: providerUrl, GEMINI_API_KEY: "made-up" },
    };
  },
};
