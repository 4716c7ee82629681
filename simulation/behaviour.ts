import type { ContentCoding } from "./body-coder.ts";

/** A tool call that the simulated model makes instead of its final answer. */
export interface ScriptedToolCall {
  /** Made in the nth answered request of a conversation, counted from 1. */
  readonly onRequest: number;
  readonly name: string;
  /** JSON for a function, free text for a custom tool; streamed in pieces of four characters, one token each. */
  readonly arguments: string;
  readonly kind?: "function" | "custom";
}

/** The error object of a provider, as it stands in bodies, in frames and in events. */
export interface ProviderError {
  readonly type?: string;
  readonly code?: string | number | null;
  readonly message: string;
  readonly [field: string]: unknown;
}

/**
 * What goes wrong with an answer. `afterTokens` counts streamed tokens; 0 is right after the events that open it.
 * - refused: an HTTP status (or an error frame on a WebSocket) instead of a stream
 * - failed, incomplete: the stream tells of an error, or that it ends early, as its protocol does
 * - dropped: the connection breaks
 * - stalled: the stream pauses for `stallMs`, or for good when that is null
 */
export type Failure =
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly error: ProviderError;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "failed"; readonly afterTokens: number; readonly error: ProviderError }
  | { readonly kind: "incomplete"; readonly afterTokens: number; readonly reason: string }
  | { readonly kind: "dropped"; readonly afterTokens: number }
  | { readonly kind: "stalled"; readonly afterTokens: number; readonly stallMs: number | null };

/** One bucket of the `x-ratelimit-*` family. */
export interface CountedLimit {
  readonly limit: number;
  readonly remaining: number;
  readonly resetMs: number;
}

/** One window of a Codex limit; `resetAtSeconds` is a Unix time. */
export interface PercentWindow {
  readonly usedPercent: number;
  readonly windowMinutes: number;
  readonly resetAtSeconds: number;
}

/** One limit family of Codex, such as `codex` or `codex_bengalfox`. */
export interface CodexLimit {
  readonly limitId: string;
  readonly limitName?: string;
  readonly planType?: string;
  readonly primary?: PercentWindow;
  readonly secondary?: PercentWindow;
}

/** The limits an answer tells of: as response headers over HTTP, as `codex.rate_limits` events on a WebSocket. */
export interface RateLimits {
  readonly requests?: CountedLimit;
  readonly tokens?: CountedLimit;
  readonly codex?: readonly CodexLimit[];
  /** The Codex family in which this answer counts. */
  readonly activeLimit?: string;
  /** Only Anthropic tells of these two. */
  readonly inputTokens?: CountedLimit;
  readonly outputTokens?: CountedLimit;
}

/** How a simulated model answers. Times count from the moment the provider has read the request. */
export interface ModelBehaviour {
  /** Until the response headers (over HTTP) and the event that opens the stream. */
  readonly timeToHeadersMs: number;
  /** Until the first token is generated; it is streamed at that moment unless it is hidden reasoning. */
  readonly timeToFirstTokenMs: number;
  /** Generated tokens after the first chunk, per second. */
  readonly tokensPerSecond: number;
  readonly tokensPerChunk: number;
  /** Each chunk but the first is late by up to this share (0 to 1) of the time that one chunk takes. */
  readonly jitter: number;
  /** From the last token to the terminal event. */
  readonly tailMs: number;
  readonly inputTokens: number;
  /** Part of the input tokens. */
  readonly cachedInputTokens: number;
  /** Part of the input tokens that is written to the cache; only Anthropic tells of it. */
  readonly cacheWriteInputTokens: number;
  /** Reasoning included. In a request that makes tool calls, their arguments decide instead. */
  readonly outputTokens: number;
  /** Generated before the visible output, part of the output tokens. */
  readonly reasoningTokens: number;
  /** Whether reasoning is not streamed, streamed as a summary of a quarter of its length, or streamed raw. */
  readonly reasoning: "hidden" | "summary" | "raw";
  readonly toolCalls: readonly ScriptedToolCall[];
  readonly failure: Failure | null;
  readonly rateLimits: RateLimits | null;
  /** The tier that serves; null serves what was asked for, as the provider names it. */
  readonly serviceTier: string | null;
  /** Leaves `usage` out of the terminal event, as some proxies do. */
  readonly omitUsage: boolean;
  /** The coding in which bodies are sent over HTTP to a client that accepts it; null sends them as they are. */
  readonly contentCoding: ContentCoding | null;
}

/** A model of no special character: some 65 tokens/s, first token after 400 ms. */
export const DEFAULT_BEHAVIOUR: ModelBehaviour = {
  timeToHeadersMs: 20,
  timeToFirstTokenMs: 400,
  tokensPerSecond: 65,
  tokensPerChunk: 1,
  jitter: 0,
  tailMs: 0,
  inputTokens: 1200,
  cachedInputTokens: 800,
  cacheWriteInputTokens: 0,
  outputTokens: 60,
  reasoningTokens: 0,
  reasoning: "hidden",
  toolCalls: [],
  failure: null,
  rateLimits: null,
  serviceTier: null,
  omitUsage: false,
  contentCoding: null,
};

/** The models the simulation knows by name, in the order of their published speed. */
export const DEFAULT_MODELS: Readonly<Record<string, Partial<ModelBehaviour>>> = {
  "gpt-5.3-codex-spark": { timeToFirstTokenMs: 120, tokensPerSecond: 1000, outputTokens: 300 },
  "gpt-5.3-codex": { timeToFirstTokenMs: 700, tokensPerSecond: 65, outputTokens: 200, reasoningTokens: 64 },
  "claude-opus-5-5": { timeToFirstTokenMs: 900, tokensPerSecond: 70, outputTokens: 200 },
  "gemini-2.5-pro": { timeToFirstTokenMs: 800, tokensPerSecond: 90, outputTokens: 200, reasoningTokens: 64 },
};
