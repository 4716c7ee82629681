import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ClientSetup, type CodingClient, WIRE_KNOWLEDGE } from "./coding-client.ts";

const inAnHour = Math.round(Date.now() / 1000) + 3600;

/** The Codex CLI; `guide` is the `[otel]` section that Roundtrip shows to people, for runs with all signals. */
export function codexCli(guide: string): CodingClient {
  return {
    name: "codex",
    label: "Codex",
    package: "@openai/codex",
    version: "0.169.0",
    command: "codex",
    model: "gpt-5.3-codex-spark",
    tier: "Instant",
    tool: { onRequest: 1, name: "exec_command", arguments: JSON.stringify({ cmd: "echo hi" }) },
    behaviour: {},
    upstream: "openai",
    limits: {
      told: {
        codex: [
          {
            limitId: "codex",
            primary: { usedPercent: 12.5, windowMinutes: 300, resetAtSeconds: inAnHour },
            secondary: { usedPercent: 40, windowMinutes: 10_080, resetAtSeconds: inAnHour },
          },
        ],
      },
      families: ["codex"],
    },
    separatesSignals: true,
    // Its own telemetry tells as much as the wire.
    knows: (signals) => ({
      ...WIRE_KNOWLEDGE,
      // Without logs the end is that of a span, which Codex closes only when it has handled the response.
      endLateMs: signals === "traces" ? 40 : 5,
      toolCallEndLateMs: signals === "traces" ? 40 : 5,
    }),
    async prepare(setup) {
      const otel = setup.signals === "both" ? guide : otelSection(setup.collectorUrl, setup.signals);
      await writeFile(join(setup.home, "config.toml"), config(setup, this.model, otel));
      const login = { auth_mode: "apikey", OPENAI_API_KEY: "made-up" };
      if (setup.usesLogin) await writeFile(join(setup.home, "auth.json"), JSON.stringify(login));
      return {
        args: ["exec", "--skip-git-repo-check", "-s", "danger-full-access", setup.prompt],
        env: { CODEX_HOME: setup.home, SIMULATED_API_KEY: "made-up" },
      };
    },
  };
}

function otelSection(collectorUrl: string, signal: "logs" | "traces"): string {
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

function config({ providerUrl, webSocket, usesLogin }: ClientSetup, model: string, otel: string): string {
  return `model = "${model}"
model_provider = "simulated"
check_for_update_on_startup = false

[model_providers.simulated]
name = "simulated"
base_url = "${providerUrl}/v1"
wire_api = "responses"
${usesLogin ? "requires_openai_auth = true" : 'env_key = "SIMULATED_API_KEY"'}
supports_websockets = ${webSocket}

${otel}
`;
}
