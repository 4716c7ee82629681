import type { TierSummary } from "#lib/analytics/compare-tiers.ts";
import type { Quantiles } from "#lib/domain/knowable-quantiles.ts";

const UNKNOWN: Quantiles = { p50: null, p95: null, p99: null, n: 0 };

/** A tier of which nothing is known but what is given. */
export function sampleSummary(known: Partial<TierSummary> & Pick<TierSummary, "tier" | "n">): TierSummary {
  return {
    resolution: "roundTrips",
    ttftMs: UNKNOWN,
    ttfoMs: UNKNOWN,
    e2eMs: UNKNOWN,
    decodeTokensPerSecond: UNKNOWN,
    e2eTokensPerSecond: UNKNOWN,
    roundTripsPerTurn: null,
    completeTurns: 0,
    errorRate: 0,
    rateLimitedRate: 0,
    ...known,
  };
}
