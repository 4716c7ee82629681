import type { ObservedRequest } from "#simulation/observed-request.ts";

/** What Roundtrip shows of one round trip, as far as the provider can vouch for it. */
export interface Shown {
  readonly startedAt: string;
  readonly ttftMs: number | null;
  readonly ttfoMs: number | null;
  readonly e2eMs: number;
  readonly inputTokens: number | null;
  readonly cachedInputTokens: number | null;
  readonly outputTokens: number | null;
  readonly decodeTokensPerSecond: number | null;
  readonly outcome: string;
  readonly basis: string;
  readonly attempts: number;
}

/** How far one round trip is from the truth. */
export interface Judgement {
  /** Shown minus true, ms; NaN when nothing was shown. */
  readonly ttftMs: number;
  /** The true one, ms from the shown start. */
  readonly trueTtftMs: number;
  /** From the shown start until the provider had the request, ms. */
  readonly sendingMs: number;
  /** Shown over true, minus 1. */
  readonly decodeRate: number;
  /** Whether everything that is counted is exactly right. */
  readonly counts: boolean;
}

/** Holds one round trip against what the provider did. Both run on one machine, and so on one clock. */
export function judge(shown: Shown, truth: ObservedRequest, trueRate: number): Judgement {
  const startedAtMs = Date.parse(shown.startedAt);
  const trueTtftMs = (truth.firstTokenAt?.unixMs ?? Number.NaN) - startedAtMs;
  return {
    ttftMs: (shown.ttftMs ?? Number.NaN) - trueTtftMs,
    trueTtftMs,
    sendingMs: truth.readAt.unixMs - startedAtMs,
    decodeRate: (shown.decodeTokensPerSecond ?? Number.NaN) / trueRate - 1,
    counts:
      shown.outputTokens === truth.usage?.outputTokens &&
      shown.inputTokens === truth.usage?.inputTokens &&
      shown.cachedInputTokens === truth.usage?.cachedInputTokens &&
      shown.outcome === "complete" &&
      shown.basis === "wire" &&
      shown.attempts === 1,
  };
}

/** What the provider truly did between the first chunk and the last: tokens after the first chunk, per second. */
export function trueDecodeRate(truth: ObservedRequest, tokensPerChunk: number): number {
  const { firstTokenAt, lastTokenAt, streamedTokens } = truth;
  if (firstTokenAt === null || lastTokenAt === null) return Number.NaN;
  return ((streamedTokens - tokensPerChunk) / (lastTokenAt.monotonicMs - firstTokenAt.monotonicMs)) * 1000;
}

/** The value below which the given share of the values lies; NaN counts as infinitely far. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.map((value) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : value));
  sorted.sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
