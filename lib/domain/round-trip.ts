import type { Throttle } from "./limits/throttle.ts";
import type { Outcome } from "./outcome.ts";

/**
 * How the latency figures of a round trip were obtained.
 * - clientLog: from the times of the client's log events, request start included
 * - clientSpan: from the times of the client's spans
 * - clientReported: a duration to the first token that the client computed itself
 * - clientChunk: a duration to the first chunk of any kind that the client computed itself
 * - wire: measured where the bytes pass, by our instrumentation or our tap
 */
export const BASES = ["clientLog", "clientSpan", "clientReported", "clientChunk", "wire"] as const;

export type Basis = (typeof BASES)[number];

export const TRANSPORTS = ["http", "sse", "websocket"] as const;

export type Transport = (typeof TRANSPORTS)[number];

/** What tiers are decided on, and what comparisons of models need; null where the client did not say. */
export interface ModelVariant {
  readonly provider: string | null;
  readonly model: string | null;
  /** The service tier that served it, else the one asked for. */
  readonly serviceTier: string | null;
  readonly reasoningEffort: string | null;
}

/** Who did it and with what. */
export interface Origin {
  readonly client: string;
  readonly clientVersion: string | null;
  readonly person: string | null;
  readonly team: string | null;
  readonly repository: string | null;
}

/** What only the wire tells of a round trip; null where nobody measured there, or where it did not happen. */
export interface WireFigures {
  /** Name look-up, connecting, TLS and upgrade of a new connection together, in ms. */
  readonly connectMs: number | null;
  /** What the provider says that it took itself, in ms. */
  readonly serverMs: number | null;
  /** Gaps between token-bearing events that were far longer than the usual one. */
  readonly stalls: number | null;
  /** Their sum, in ms. */
  readonly stalledMs: number | null;
  /** The longest gap between token-bearing events, in ms. */
  readonly gapMaxMs: number | null;
  /** The service tier that was asked for. */
  readonly requestedTier: string | null;
  /** Whether the client gave up a WebSocket and asked by HTTP instead. */
  readonly fallbackFromWebSocket: boolean | null;
  /** A hash of what names the account that it counts for. */
  readonly account: string | null;
  /** The limit family that it counts for, where the provider says so. */
  readonly limitFamily: string | null;
  readonly wire: WireDetails | null;
}

/** The finer details of the attempt that decided. Moments are in ms from its start; null when they never came. */
export interface WireDetails {
  readonly dnsMs: number | null;
  readonly tcpMs: number | null;
  readonly tlsMs: number | null;
  readonly upgradeMs: number | null;
  readonly sentMs: number | null;
  readonly headersMs: number | null;
  readonly firstEventMs: number | null;
  readonly firstTokenMs: number | null;
  readonly firstOutputMs: number | null;
  readonly lastTokenMs: number | null;
  readonly endMs: number | null;
  /** Events with a token in them. */
  readonly tokenEvents: number | null;
  readonly gapP50Ms: number | null;
  readonly gapP95Ms: number | null;
  /** Where the provider says how long it took itself. */
  readonly serverTimeSource: string | null;
  /** Unanswered requests on the same lane of a WebSocket when this one was sent. */
  readonly laneDepth: number | null;
  /** The advertised wait of a refused attempt, in ms. */
  readonly retryAfterMs: number | null;
  readonly throttleClass: string | null;
}

/** What is known of the wire where nobody measured there. */
export const NO_WIRE: WireFigures = {
  connectMs: null,
  serverMs: null,
  stalls: null,
  stalledMs: null,
  gapMaxMs: null,
  requestedTier: null,
  fallbackFromWebSocket: null,
  account: null,
  limitFamily: null,
  wire: null,
};

/** One logical model call: request to terminal event, all its attempts and back-off included. */
export interface RoundTrip extends ModelVariant, Origin, WireFigures {
  readonly id: string;
  readonly turnId: string | null;
  readonly sessionId: string;
  /** Unix ms of the request start of the first attempt. */
  readonly startedAtMs: number;
  readonly transport: Transport | null;
  readonly connectionReused: boolean | null;
  /** Request start to headers or first frame, in ms. A diagnostic, not a first token. */
  readonly streamOpenMs: number | null;
  /** Request start to the first token-bearing event, reasoning included, in ms. Null when it did not stream. */
  readonly ttftMs: number | null;
  /** Request start to the first visible text or tool-call token, in ms. */
  readonly ttfoMs: number | null;
  /** Request start to the last token-bearing event, in ms. */
  readonly lastTokenMs: number | null;
  /** Request start of the first attempt to the end of the last, in ms. */
  readonly e2eMs: number;
  /** How `ttftMs` was obtained (or `e2eMs`, when there is no first token). */
  readonly basis: Basis;
  /** Cached tokens included. */
  readonly inputTokens: number | null;
  readonly cachedInputTokens: number | null;
  /** Reasoning tokens included. */
  readonly outputTokens: number | null;
  readonly reasoningTokens: number | null;
  /** Tokens after the first, per second of decoding; null when it cannot be told honestly. */
  readonly decodeTokensPerSecond: number | null;
  /** All output tokens per second of E2E. */
  readonly e2eTokensPerSecond: number | null;
  readonly attempts: readonly Attempt[];
  readonly outcome: Outcome;
  readonly errorType: string | null;
  readonly statusCode: number | null;
}

/** One HTTP or WebSocket try of a round trip. */
export interface Attempt {
  /** Unix ms. */
  readonly startedAtMs: number;
  /** Unix ms at which the try was over, or null when that is unknown. */
  readonly endedAtMs: number | null;
  readonly statusCode: number | null;
  readonly errorType: string | null;
  /** Null unless it was refused because of a limit or for lack of capacity. */
  readonly throttle: Throttle | null;
}

/** A request that only prepared the connection or the cache: it produced nothing and belongs to no turn. */
export interface WarmUp {
  readonly id: string;
  readonly sessionId: string;
  readonly model: string | null;
  readonly startedAtMs: number;
  readonly e2eMs: number | null;
}
