import type { CodingClient } from "./coding-client.ts";

/** Claude Code. Its logs know when the stream opened, and only its traces know when the first content came. */
export const claudeCode: CodingClient = {
  name: "claude-code",
  label: "Claude Code",
  package: "@anthropic-ai/claude-code",
  version: "2.1.330",
  command: "claude",
  model: "claude-opus-5-5",
  tier: "Deep",
  tool: {
    onRequest: 1,
    name: "Bash",
    arguments: JSON.stringify({ command: "echo hi", description: "say hi" }),
  },
  // Claude counts what it writes to its cache apart from the other input.
  behaviour: { cacheWriteInputTokens: 100 },
  upstream: "anthropic",
  limits: {
    told: {
      requests: { limit: 50, remaining: 49, resetMs: 60_000 },
      inputTokens: { limit: 30_000, remaining: 28_000, resetMs: 60_000 },
    },
    families: ["requests", "input_tokens"],
  },
  separatesSignals: true,
  knows: (signals) => ({
    ttft: signals !== "logs",
    // The first content may be thinking.
    ttfo: false,
    decodeRate: signals !== "logs",
    cachedInputTokens: true,
    outputTokens: true,
    reasoningTokens: false,
    failedTries: signals !== "logs",
    // Its span is open some ms before its stopwatch runs.
    stopwatchLateMs: 8,
    endLateMs: 60,
    // A call that calls a tool ends for it only when the tool runs: on a busy machine, much later.
    toolCallEndLateMs: 500,
  }),
  async prepare({ providerUrl, collectorUrl, signals, prompt }) {
    const exporter = (signal: typeof signals) => (signals === "both" || signals === signal ? "otlp" : "none");
    return {
      args: ["-p", prompt, "--dangerously-skip-permissions", "--model", this.model],
      env: {
        ANTHROPIC_BASE_URL: providerUrl,
        ANTHROPIC_API_KEY: "made-up",
        CLAUDE_CODE_ENABLE_TELEMETRY: "1",
        CLAUDE_CODE_ENHANCED_TELEMETRY_BETA: "1",
        OTEL_LOGS_EXPORTER: exporter("logs"),
        OTEL_TRACES_EXPORTER: exporter("traces"),
        OTEL_METRICS_EXPORTER: signals === "both" ? "otlp" : "none",
        OTEL_EXPORTER_OTLP_PROTOCOL: signals === "both" ? "http/protobuf" : "http/json",
        OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl,
        OTEL_RESOURCE_ATTRIBUTES: "team.id=platform",
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
        DISABLE_AUTOUPDATER: "1",
        IS_SANDBOX: "1",
      },
    };
  },
};
