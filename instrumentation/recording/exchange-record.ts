import type { ModelEndpoint } from "../providers/model-endpoint.ts";
import type { RateLimitReading, Throttle } from "../rate-limits/rate-limit-reading.ts";

/** How the connection that carried an exchange came about. Durations in ms; null when unknown or not needed. */
export interface ConnectionFacts {
  readonly reused: boolean | null;
  readonly dnsMs: number | null;
  readonly connectMs: number | null;
  readonly tlsMs: number | null;
  /** From the WebSocket handshake's request to its 101. */
  readonly upgradeMs: number | null;
}

/** What the request body says; null where it does not say or was not seen. */
export interface RequestFacts {
  readonly model: string | null;
  readonly streams: boolean | null;
  readonly serviceTier: string | null;
  readonly reasoningEffort: string | null;
  /** Continues an earlier response, so that only new input travels. */
  readonly previousResponse: boolean;
  /** A WebSocket request with `generate: false`. */
  readonly warmUp: boolean;
  /** Lane of a multiplexed WebSocket. */
  readonly streamId: string | null;
  /** A digest of the whole body: equal for the tries of one call. Null when there was no body. */
  readonly fingerprint: string | null;
}

/** Distances between token-bearing events, in ms. */
export interface GapSummary {
  /** Number of gaps: one less than the token-bearing events. */
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  /** Gaps over max(1 s, 10 × the median), and their sum. */
  readonly stalls: number;
  readonly stalledMs: number;
}

/** Tokens as the provider counted them, normalised: input includes what was cached, output includes reasoning. */
export interface TokenUsage {
  readonly inputTokens: number | null;
  readonly cachedInputTokens: number | null;
  readonly cacheWriteInputTokens: number | null;
  readonly outputTokens: number | null;
  readonly reasoningTokens: number | null;
}

export type ExchangeOutcome = "complete" | "cancelled" | "failed" | "rateLimited";

/**
 * One attempt at a model call, measured on the wire. Every `…AtMs` is on the clock of `performance.now()` of the
 * process that measured; null when it never came or was not seen.
 */
export interface ExchangeRecord {
  readonly endpoint: ModelEndpoint;
  readonly serverAddress: string | null;
  readonly serverPort: number | null;
  readonly transport: "http" | "sse" | "websocket";
  readonly httpVersion: "1.1" | "2" | null;
  readonly connection: ConnectionFacts;
  readonly request: RequestFacts;
  /** The SDK's own count of tries before this one (`x-stainless-retry-count`); null when it does not say. */
  readonly retryCount: number | null;
  /** The session that the client named in its headers; null when it named none. */
  readonly sessionId: string | null;
  /** From the request's `user-agent`, such as `codex_cli_rs` and `0.169.0`. */
  readonly clientName: string | null;
  readonly clientVersion: string | null;
  /** W3C trace context that the request carried; null without one. */
  readonly traceparent: string | null;

  readonly startedAtMs: number;
  readonly requestSentAtMs: number | null;
  readonly headersAtMs: number | null;
  /** The first event of the stream, of any kind. */
  readonly firstEventAtMs: number | null;
  /** The first event with a non-empty token payload, reasoning and tool-call arguments included. */
  readonly firstTokenAtMs: number | null;
  /** The first visible text or tool-call token. */
  readonly firstOutputAtMs: number | null;
  readonly lastTokenAtMs: number | null;
  readonly endedAtMs: number;
  /** The process or its machine slept in between: durations mean nothing. */
  readonly suspended: boolean;

  readonly statusCode: number | null;
  readonly outcome: ExchangeOutcome;
  /** A low-cardinality word: the provider's error code or type, a status code, or the name of a network error. */
  readonly errorType: string | null;
  readonly responseModel: string | null;
  readonly responseId: string | null;
  /** The provider's id of the request (`x-request-id`, `request-id`). */
  readonly requestId: string | null;
  readonly servedTier: string | null;
  readonly finishReason: string | null;
  readonly usage: TokenUsage;
  readonly reasoningStreamed: boolean;
  /** Token-bearing events. */
  readonly tokenEvents: number;
  /**
   * Share (0 to 1) of the streamed payload's length that the first token-bearing event carried: says how many tokens
   * came at once with it where an event holds several. Null when nothing streamed, or when a summary of reasoning did,
   * whose length has nothing to do with the tokens counted.
   */
  readonly firstEventShare: number | null;
  readonly gaps: GapSummary | null;
  /** What the provider says that it took itself, in ms, and where it says so, such as `openai-processing-ms`. */
  readonly serverMs: number | null;
  readonly serverTimeSource: string | null;
  /** Requests on the same lane that were unanswered when this one was sent; WebSocket only. */
  readonly laneDepth: number | null;
  /** Part of the answer that went by unmeasured: undecodable, or over a bound. */
  readonly incomplete: boolean;

  /** Reads them from what came with the answer: with many calls a second, nobody asks for those of most. */
  readonly readings: () => readonly RateLimitReading[];
  /** Null unless the attempt was refused. */
  readonly throttle: Throttle | null;
  /** The bucket that a refused attempt ran into; null where the refusal does not show it. */
  readonly boundBy: RateLimitReading | null;
  /** The limit family that the attempt counts for; null where nobody says. */
  readonly limitFamily: string | null;
  /** A hash of what names the account in the response's headers or the credentials; null when nothing does. */
  readonly account: string | null;
}
