import type { Failure } from "#simulation/behaviour.ts";
import {
  ANTHROPIC_OVERLOADED,
  anthropicOverloaded,
  anthropicRateLimited,
  GEMINI_UNAVAILABLE,
  geminiQuotaExceeded,
  rateLimitExceeded,
  serverOverloaded,
} from "#simulation/refusals.ts";
import type { CodingClient, Signals } from "./coding-client.ts";

/** One client's part in a run. */
export interface Part {
  readonly client: CodingClient["name"];
  readonly signals: Signals;
  readonly webSocket: boolean;
  /** Where its calls are measured beside its own telemetry: by a tap it goes through, or inside its own process. */
  readonly wire: "tap" | "inside" | null;
  /** Whether its own files are watched for limits; only Codex writes them down. */
  readonly watch: boolean;
  /** What happens to the first request; nothing unless said. */
  readonly failure: Failure | null;
  /** Of the simulated model. */
  readonly timeToFirstTokenMs: number;
}

/** One run: a client alone, or several at once. */
export interface Variant {
  readonly name: string;
  readonly parts: readonly Part[];
}

const ALONE_MS = 400;
// Clients that start at once keep a small machine busy for a second or two: tokens come later, and not all together.
const AT_ONCE_MS = { codex: 2000, "claude-code": 2600, "gemini-cli": 3200 } as const;

const part = (client: Part["client"], more: Partial<Part> = {}): Part => ({
  client,
  signals: "both",
  webSocket: false,
  wire: null,
  watch: false,
  failure: null,
  timeToFirstTokenMs: ALONE_MS,
  ...more,
});

const alone = (name: string, client: Part["client"], more: Partial<Part> = {}): Variant => ({
  name,
  parts: [part(client, more)],
});

const atOnce = (name: string, parts: readonly Part[]): Variant => ({
  name,
  parts: parts.map((one) => ({ ...one, timeToFirstTokenMs: AT_ONCE_MS[one.client] })),
});

const brokenStream = (error: Extract<Failure, { kind: "failed" }>["error"]): Failure => ({
  kind: "failed",
  afterTokens: 3,
  error,
});

const OPENAI_BROKE = { code: "server_error", message: "The stream broke (simulation)" };

/** Every client with each signal, then with faults, then all clients at once. */
export const VARIANTS: readonly Variant[] = [
  alone("Codex over SSE, logs only", "codex", { signals: "logs" }),
  alone("Codex over SSE, traces only", "codex", { signals: "traces" }),
  alone("Codex over SSE, as the empty page says", "codex"),
  alone("Codex over WebSocket, logs only", "codex", { webSocket: true, signals: "logs" }),
  alone("Codex over WebSocket, traces only", "codex", { webSocket: true, signals: "traces" }),
  alone("Codex over WebSocket, as the empty page says", "codex", { webSocket: true }),
  alone("Codex over SSE, refused once for capacity", "codex", { failure: serverOverloaded() }),
  alone("Codex over WebSocket, refused once for rate", "codex", {
    webSocket: true,
    failure: rateLimitExceeded("requests", 1),
  }),
  alone("Codex over SSE, an error within the stream", "codex", { failure: brokenStream(OPENAI_BROKE) }),
  alone("Claude Code, logs only", "claude-code", { signals: "logs" }),
  alone("Claude Code, traces only", "claude-code", { signals: "traces" }),
  alone("Claude Code, logs and traces", "claude-code"),
  alone("Claude Code, logs only, 529 once", "claude-code", {
    signals: "logs",
    failure: anthropicOverloaded(),
  }),
  alone("Claude Code, logs and traces, 429 once", "claude-code", { failure: anthropicRateLimited(1) }),
  alone("Claude Code, traces only, 529 once", "claude-code", {
    signals: "traces",
    failure: anthropicOverloaded(),
  }),
  alone("Claude Code, logs and traces, an error within the stream", "claude-code", {
    failure: brokenStream(ANTHROPIC_OVERLOADED),
  }),
  alone("Claude Code, logs and traces, a stream that breaks off", "claude-code", {
    failure: { kind: "dropped", afterTokens: 3 },
  }),
  alone("Gemini CLI, logs only", "gemini-cli", { signals: "logs" }),
  alone("Gemini CLI, traces only", "gemini-cli", { signals: "traces" }),
  alone("Gemini CLI, logs and traces", "gemini-cli"),
  alone("Gemini CLI, logs only, 429 once", "gemini-cli", {
    signals: "logs",
    failure: geminiQuotaExceeded(1),
  }),
  alone("Gemini CLI, logs and traces, 429 once", "gemini-cli", { failure: geminiQuotaExceeded(1) }),
  alone("Gemini CLI, logs and traces, an error within the stream", "gemini-cli", {
    failure: brokenStream(GEMINI_UNAVAILABLE),
  }),
  alone("Codex over SSE through the tap, with its logs and traces", "codex", { wire: "tap" }),
  alone("Codex over SSE through the tap, with its logs", "codex", { wire: "tap", signals: "logs" }),
  alone("Codex over WebSocket through the tap", "codex", { wire: "tap", webSocket: true }),
  alone("Codex over SSE through the tap, refused once for capacity", "codex", {
    wire: "tap",
    failure: serverOverloaded(),
  }),
  alone("Codex over SSE, with its session file", "codex", { watch: true }),
  alone("Codex over WebSocket, with its session file", "codex", { watch: true, webSocket: true }),
  alone("Codex over SSE through the tap, with its session file", "codex", { wire: "tap", watch: true }),
  alone("Codex over WebSocket through the tap, with its session file", "codex", {
    wire: "tap",
    watch: true,
    webSocket: true,
  }),
  alone("Claude Code through the tap, with its logs and traces", "claude-code", { wire: "tap" }),
  alone("Claude Code through the tap, with its logs", "claude-code", { wire: "tap", signals: "logs" }),
  alone("Claude Code through the tap, 429 once", "claude-code", {
    wire: "tap",
    failure: anthropicRateLimited(1),
  }),
  alone("Gemini CLI through the tap, with its logs and traces", "gemini-cli", { wire: "tap" }),
  alone("Gemini CLI through the tap, with its logs", "gemini-cli", { wire: "tap", signals: "logs" }),
  alone("Gemini CLI through the tap, with its traces", "gemini-cli", { wire: "tap", signals: "traces" }),
  alone("Gemini CLI through the tap, with its traces, 429 once", "gemini-cli", {
    wire: "tap",
    signals: "traces",
    failure: geminiQuotaExceeded(1),
  }),
  alone("Gemini CLI through the tap, with its logs, 429 once", "gemini-cli", {
    wire: "tap",
    signals: "logs",
    failure: geminiQuotaExceeded(1),
  }),
  alone("Gemini CLI with the instrumentation inside", "gemini-cli", { wire: "inside" }),
  atOnce("All three at once", [part("codex"), part("claude-code"), part("gemini-cli")]),
  atOnce("All three at once, Codex over WebSocket, one signal each", [
    part("codex", { webSocket: true, signals: "traces" }),
    part("claude-code", { signals: "traces" }),
    part("gemini-cli", { signals: "logs" }),
  ]),
  atOnce("All three at once, each refused or broken off once", [
    part("codex", { failure: serverOverloaded() }),
    part("claude-code", { failure: anthropicOverloaded() }),
    part("gemini-cli", { failure: brokenStream(GEMINI_UNAVAILABLE) }),
  ]),
];
