import type { RateLimits, ScriptedToolCall } from "#simulation/behaviour.ts";
import type { ReplyScript } from "#simulation/session.ts";

/** Which signals reach Roundtrip. */
export type Signals = "logs" | "traces" | "both";

/** How a client is set up for one run. */
export interface ClientSetup {
  readonly providerUrl: string;
  /** Base URL of the OTLP/HTTP collector. */
  readonly collectorUrl: string;
  readonly signals: Signals;
  readonly webSocket: boolean;
  /** Whether its own login stands behind its calls, as a watch of its files expects. */
  readonly usesLogin: boolean;
  /** An empty folder of its own. */
  readonly home: string;
  readonly prompt: string;
}

/** The command line and what its environment holds besides a PATH and a HOME. */
export interface Launch {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What a client's data can support; what it cannot must be shown as unknown. */
export interface Knowledge {
  readonly ttft: boolean;
  readonly ttfo: boolean;
  readonly decodeRate: boolean;
  readonly cachedInputTokens: boolean;
  readonly outputTokens: boolean;
  readonly reasoningTokens: boolean;
  /** Whether it tells of tries that failed before the one that counted. */
  readonly failedTries: boolean;
  /** How long after the start of the round trip the client begins to count the time to its first token, at most, in ms. */
  readonly stopwatchLateMs: number;
  /** How long after the stream the client takes the call for ended, at most, in ms. */
  readonly endLateMs: number;
  /** The same for a call that calls a tool. */
  readonly toolCallEndLateMs: number;
}

/** What a measurement at the wire knows of any client's calls. */
export const WIRE_KNOWLEDGE: Knowledge = {
  ttft: true,
  ttfo: true,
  decodeRate: true,
  cachedInputTokens: true,
  outputTokens: true,
  reasoningTokens: true,
  failedTries: true,
  stopwatchLateMs: 0,
  endLateMs: 5,
  toolCallEndLateMs: 5,
};

/** A real coding client. */
export interface CodingClient {
  /** As Roundtrip names it. */
  readonly name: "codex" | "claude-code" | "gemini-cli";
  readonly label: string;
  readonly package: string;
  readonly version: string;
  readonly command: string;
  readonly model: string;
  readonly tier: string;
  readonly tool: ScriptedToolCall;
  /** What the simulated model does besides its default. */
  readonly behaviour: ReplyScript;
  /** The name under which the tap reaches its provider. */
  readonly upstream: string;
  /** What its provider tells of limits: all buckets that must be known after a run at the wire. */
  readonly limits: { readonly told: RateLimits; readonly families: readonly string[] };
  /** Whether it can be told to export one signal alone. */
  readonly separatesSignals: boolean;
  knows(signals: Signals): Knowledge;
  /** Writes what it wants to find in its home. */
  prepare(setup: ClientSetup): Promise<Launch>;
}
