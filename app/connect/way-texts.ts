import type { ConnectWay } from "#lib/analytics/connect-ways.ts";
import type { ConnectTexts } from "./connect-texts.ts";

/** Something to copy, and where it goes. */
export interface ConnectBlock {
  /** What it is, for its button: "Copy …". */
  readonly name: string;
  readonly where: string;
  readonly text: string;
}

/** What a page says of one way to connect. */
export interface WayText {
  readonly name: string;
  readonly about: string;
  readonly blocks: readonly ConnectBlock[];
  /** What it tells, and what it does not: docs/dialects.md has each source. */
  readonly measures: readonly string[];
  readonly misses: readonly string[];
}

/** What is said of each way, with what is to be copied here. */
export function wayTexts(texts: ConnectTexts): Readonly<Record<ConnectWay, WayText>> {
  return {
    codex: {
      name: "Codex CLI",
      about:
        "Its own telemetry. Start codex anew afterwards; what it tells comes within seconds of a turn's end.",
      blocks: [{ name: "the block for Codex", where: "~/.codex/config.toml", text: texts.codex }],
      measures: [
        "Round trips, turns, sessions",
        "First token, tokens, decode rate",
        "Transport: WebSocket or HTTP",
        "Tries, tools, decisions on approvals",
      ],
      misses: [
        "Rate limits: take the watch or the tap",
        "How long a person was asked",
        "Setting up connections, stalls",
      ],
    },
    claudeCode: {
      name: "Claude Code",
      about: "Its own telemetry, the beta traces included: without them there is no first token.",
      blocks: [
        {
          name: "the variables for Claude Code",
          where: "In the shell that starts claude",
          text: texts.claudeCode,
        },
      ],
      measures: [
        "Round trips with tries and back-off, turns, sessions",
        "First token, tokens, decode rate",
        "Tools, and how long a person was asked",
        "Person and team, where it is told them",
      ],
      misses: [
        "Rate limits: take the status line or the tap",
        "A call that was interrupted in claude -p",
        "Setting up connections, stalls",
      ],
    },
    geminiCli: {
      name: "Gemini CLI",
      about: "Its own telemetry, logs and traces.",
      blocks: [
        {
          name: "the variables for Gemini CLI",
          where: "In the shell that starts gemini",
          text: texts.geminiCli,
        },
      ],
      measures: ["Round trips, turns, sessions", "Tokens", "Tries, tools with the wait for a decision"],
      misses: ["First token and decode rate: take the tap", "Rate limits", "Its own version"],
    },
    register: {
      name: "Programs on Node 24, with register",
      about:
        "Unchanged programs with the OpenAI, Anthropic or Vercel SDK, or plain fetch, measured where their bytes pass, under one definition for all providers.",
      blocks: [{ name: "the command", where: "In the program's folder", text: texts.register }],
      measures: [
        "First token, decode rate, stalls",
        "Connections: reused or new, and what they took",
        "Every try that an SDK hides, and why it was refused",
        "Rate limits in answers, the provider's own time",
      ],
      misses: [
        "Turns, tools and approvals, unless the program names them (withTurn, withToolCall, withApproval)",
        "Other processes, worker threads started without it, native code",
      ],
    },
    tap: {
      name: "Everything else, through the tap",
      about:
        "Coding clients and SDKs in any language. The tap passes on every byte on loopback and measures it as register does; it holds no key.",
      blocks: [
        { name: "the command of the tap", where: "In a terminal of its own", text: texts.tap },
        ...texts.tapped.map(({ client, text }) => ({
          name: `the setting for ${client}`,
          where: text.startsWith("export") ? client : `${client}: ~/.codex/config.toml`,
          text,
        })),
      ],
      measures: [
        "First token, decode rate, stalls, transport",
        "Every try, and why it was refused",
        "Rate limits of whoever goes through it",
        "One row with what the client tells of itself",
      ],
      misses: [
        "Tools and approvals: these only the client tells",
        "Who and which turn, where the client tells nothing",
        "Providers over HTTP/2",
      ],
    },
    watch: {
      name: "Codex's session files, by watch",
      about:
        "Codex tells no collector of its limits, but writes them down. The watch follows its files as they grow.",
      blocks: [{ name: "the command of the watch", where: "In a terminal of its own", text: texts.watch }],
      measures: ["Rate limits of Codex, of the last seven days too"],
      misses: ["Everything else in the files: it is not read", "Lines over 1 MiB, compressed files"],
    },
    statusLine: {
      name: "Claude Code's status line, usage answers",
      about:
        "Shows how much of the five hours and of the week is used, and reports it. A line of your own goes behind “statusline --”.",
      blocks: [
        {
          name: "the setting of the status line",
          where: "~/.claude/settings.json",
          text: texts.statusLine,
        },
      ],
      measures: ["Rate limits of Claude Code"],
      misses: ["Everything else"],
    },
    otlp: {
      name: "Anything else with OpenTelemetry",
      about:
        "Whatever follows the GenAI conventions or one of their neighbours: Qwen Code, Copilot, opencode, Goose, LiteLLM, OpenLLMetry, OpenInference, Langfuse, OpenLIT. OTLP in protobuf or JSON.",
      blocks: [
        { name: "the variable", where: "In the program's environment, over HTTP", text: texts.variable },
        {
          name: "the variables for gRPC",
          where: "The same over gRPC",
          text: `OTEL_EXPORTER_OTLP_PROTOCOL=grpc OTEL_EXPORTER_OTLP_ENDPOINT=${texts.collectorGrpc}`,
        },
      ],
      measures: [
        "Round trips and tokens of model-call spans",
        "First chunk, where the SDK tells it",
        "From metrics alone: tiers, of low resolution",
      ],
      misses: [
        "Rate limits, connections, stalls",
        "The true first token: a first chunk may be empty",
        "Cline and Cursor tell no durations: nothing is read",
      ],
    },
  };
}
