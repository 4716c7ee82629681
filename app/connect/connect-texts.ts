import type { Settings } from "#lib/config/settings.ts";

/** What is copied to connect something, with the addresses of this installation. */
export interface ConnectTexts {
  /** Where the collector is reached over HTTP, without a slash at the end. */
  readonly collector: string;
  /** The same over gRPC. */
  readonly collectorGrpc: string;
  /** A block of Codex's config.toml. */
  readonly codex: string;
  readonly claudeCode: string;
  readonly geminiCli: string;
  /** The one variable of every OpenTelemetry SDK. */
  readonly variable: string;
  readonly register: string;
  readonly tap: string;
  /** The settings of each client that goes through the tap. */
  readonly tapped: readonly { readonly client: string; readonly text: string }[];
  readonly watch: string;
  /** A line of Claude Code's settings.json. */
  readonly statusLine: string;
}

/** Where the tap listens unless it is told otherwise. */
const TAP = "http://127.0.0.1:4319";
/** Where everything of ours looks for the collector by itself. */
const USUAL = "http://127.0.0.1:4318";

/** Writes them for a Roundtrip with these settings that lies in this folder. */
export function connectTexts(
  { host, otlpHttpPort, otlpGrpcPort }: Pick<Settings, "host" | "otlpHttpPort" | "otlpGrpcPort">,
  folder: string,
): ConnectTexts {
  const name = reachable(host);
  const collector = `http://${name}:${otlpHttpPort}`;
  const variable = `OTEL_EXPORTER_OTLP_ENDPOINT=${collector}`;
  const place = collector === USUAL ? "" : `${variable} `;
  return {
    collector,
    collectorGrpc: `http://${name}:${otlpGrpcPort}`,
    codex: codexConfig(collector),
    claudeCode: [
      "export CLAUDE_CODE_ENABLE_TELEMETRY=1 CLAUDE_CODE_ENHANCED_TELEMETRY_BETA=1",
      "export OTEL_LOGS_EXPORTER=otlp OTEL_TRACES_EXPORTER=otlp OTEL_METRICS_EXPORTER=otlp",
      `export OTEL_EXPORTER_OTLP_PROTOCOL=http/json ${variable}`,
    ].join("\n"),
    geminiCli: [
      "export GEMINI_TELEMETRY_ENABLED=true GEMINI_TELEMETRY_TARGET=local GEMINI_TELEMETRY_TRACES_ENABLED=true",
      `export GEMINI_TELEMETRY_OTLP_PROTOCOL=http GEMINI_TELEMETRY_OTLP_ENDPOINT=${collector}`,
    ].join("\n"),
    variable,
    register: `${place}node --import ${quoted(`${folder}/instrumentation/register.ts`)} app.ts`,
    tap: `cd ${quoted(folder)} && ${place}npm run tap`,
    tapped: [
      { client: "Codex with an API key", text: `openai_base_url = "${TAP}/openai/v1"` },
      { client: "Codex with a ChatGPT login", text: `openai_base_url = "${TAP}/codex"` },
      { client: "Claude Code and Anthropic SDKs", text: `export ANTHROPIC_BASE_URL=${TAP}/anthropic` },
      { client: "Gemini CLI", text: `export GOOGLE_GEMINI_BASE_URL=${TAP}/gemini` },
      { client: "OpenAI SDKs", text: `export OPENAI_BASE_URL=${TAP}/openai/v1` },
    ],
    watch: `cd ${quoted(folder)} && ${place}npm run watch`,
    statusLine: `"statusLine": ${JSON.stringify({
      type: "command",
      command: `${place}node ${quoted(`${folder}/cli/roundtrip.mjs`)} statusline`,
    })}`,
  };
}

/** Codex takes addresses as they are: each signal has its own. */
function codexConfig(collector: string): string {
  const exporter = (path: string): string =>
    `{ otlp-http = { endpoint = "${collector}/v1/${path}", protocol = "json" } }`;
  return [
    "[otel]",
    'environment = "dev"',
    `exporter = ${exporter("logs")}`,
    `trace_exporter = ${exporter("traces")}`,
    `metrics_exporter = ${exporter("metrics")}`,
  ].join("\n");
}

/** An address that listens everywhere is reached, from here, at loopback. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** As a shell takes a path as one word. */
function quoted(path: string): string {
  return /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
