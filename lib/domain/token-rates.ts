/** What the token rates of one round trip are computed from; times in ms from the request start. */
export interface TokenTimes {
  /** Reasoning included; null when the provider reported no usage. */
  readonly outputTokens: number | null;
  readonly reasoningTokens: number | null;
  /** Whether the reasoning tokens themselves were streamed; a summary of them does not count. */
  readonly reasoningStreamed: boolean;
  readonly ttftMs: number | null;
  readonly ttfoMs: number | null;
  readonly lastTokenMs: number | null;
  /** Token-bearing events seen at distinct times; null when the client does not report them. */
  readonly tokenEvents: number | null;
  /** Share (0 to 1) of the streamed payload that the first token-bearing event carried; null when nobody measured it. */
  readonly firstEventShare?: number | null;
  readonly e2eMs: number;
}

const MIN_TOKENS = 20;
const MIN_EVENTS = 3;
const MIN_DECODE_MS = 50;

/** Up to so many tokens an event, the first event is taken for one token: then its length says less than its number. */
const TOKENS_PER_EVENT = 1.5;

/**
 * Tokens per second after the first: (n − k) / decode seconds, where k are the tokens of the first event. That is one
 * unless the wire shows that events carry several; then it is the first event's share of the payload. When reasoning stayed hidden, only the visible
 * tokens count, from the first visible one. Null below 20 tokens, 3 events or 50 ms, where the quotient says more
 * about chunking than about speed, and when hidden reasoning leaves the first visible token unknown.
 */
export function decodeTokensPerSecond(times: TokenTimes): number | null {
  const { outputTokens, reasoningTokens, lastTokenMs, tokenEvents } = times;
  if (outputTokens === null || lastTokenMs === null) return null;
  const hidden = (reasoningTokens ?? 0) > 0 && !times.reasoningStreamed;
  const tokens = hidden ? outputTokens - (reasoningTokens ?? 0) : outputTokens;
  const firstMs = hidden ? times.ttfoMs : times.ttftMs;
  if (firstMs === null || tokens < MIN_TOKENS) return null;
  if (tokenEvents !== null && tokenEvents < MIN_EVENTS) return null;
  const decodeMs = lastTokenMs - firstMs;
  return decodeMs < MIN_DECODE_MS ? null : ((tokens - firstTokens(tokens, times)) / decodeMs) * 1000;
}

function firstTokens(tokens: number, { tokenEvents, firstEventShare }: TokenTimes): number {
  if (tokenEvents === null || firstEventShare == null || tokens / tokenEvents <= TOKENS_PER_EVENT) return 1;
  return Math.min(Math.max(tokens * firstEventShare, 1), tokens - 1);
}

/** All output tokens per second of E2E. Null without usage or without a duration. */
export function e2eTokensPerSecond(times: Pick<TokenTimes, "outputTokens" | "e2eMs">): number | null {
  if (times.outputTokens === null || times.e2eMs <= 0) return null;
  return (times.outputTokens / times.e2eMs) * 1000;
}
