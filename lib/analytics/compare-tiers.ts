import type { Figure } from "#lib/domain/figures/figure.ts";
import { knowableHistogramQuantiles } from "#lib/domain/histogram/knowable-histogram-quantiles.ts";
import type { Quantiles } from "#lib/domain/knowable-quantiles.ts";
import type { RoundTripQuestion } from "#lib/domain/round-trip-filter.ts";
import { DEFAULT_TIERS, type Tier } from "#lib/domain/tier.ts";
import { findTierFigures, type TierFigures } from "#lib/store/find-tier-figures.ts";
import { findTierTurns } from "#lib/store/find-tier-turns.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { classifyVariants } from "./classify-variants.ts";
import { selectRoundTrips } from "./select-round-trips.ts";

/** What one tier did. Latencies and rates are of complete round trips; the shares are of all of them. */
export interface TierSummary {
  readonly tier: Tier;
  /** What it rests on: round trips one by one, or the histograms of clients that tell nothing else. */
  readonly resolution: "roundTrips" | "metrics";
  /** Round trips, however they ended. */
  readonly n: number;
  readonly ttftMs: Quantiles;
  readonly ttfoMs: Quantiles;
  readonly e2eMs: Quantiles;
  readonly decodeTokensPerSecond: Quantiles;
  readonly e2eTokensPerSecond: Quantiles;
  /**
   * Mean number of round trips of this tier per complete turn that used it: a turn that delegates to two tiers
   * counts in both, each time with its own round trips. Null when no turn of the window is complete, and when it is filtered
   * by how round trips ended.
   */
  readonly roundTripsPerTurn: number | null;
  /** Complete turns behind `roundTripsPerTurn`; null when that is not told. */
  readonly completeTurns: number | null;
  /** Share of the n that failed, 0 to 1; refusals for rate limits are apart. Null when that is not told. */
  readonly errorRate: number | null;
  /** Share of the n that ended refused for a rate limit, 0 to 1. Null when that is not told. */
  readonly rateLimitedRate: number | null;
}

/** Compares the tiers that have round trips in the question's window, fastest tier first. */
export async function compareTiers(
  question: RoundTripQuestion,
  database = sharedDatabase(),
): Promise<readonly TierSummary[]> {
  const variants = await classifyVariants(database);
  const tiers = variants.tiers();
  const selection = selectRoundTrips(question, variants);
  const [figures, turns] = await Promise.all([
    findTierFigures(database, tiers, selection, TIER_FIGURES),
    findTierTurns(database, tiers, selection),
  ]);
  const turnsByTier = new Map(turns?.map((row) => [row.tier, row]));
  return figures
    .map((row) => {
      const counted = turnsByTier.get(row.tier);
      return {
        ...summarise(row),
        roundTripsPerTurn: counted ? counted.roundTrips / counted.turns : null,
        completeTurns: turns === null ? null : (counted?.turns ?? 0),
      };
    })
    .toSorted((a, b) => compareTierNames(a.tier, b.tier));
}

const TIER_FIGURES = [
  "ttftMs",
  "ttfoMs",
  "e2eMs",
  "decodeTokensPerSecond",
  "e2eTokensPerSecond",
] as const satisfies readonly Figure[];

function summarise({ tier, sums }: TierFigures): Omit<TierSummary, "roundTripsPerTurn" | "completeTurns"> {
  const { n, failed, rateLimited } = sums.counts;
  const figures = TIER_FIGURES.map((figure) => [figure, knowableHistogramQuantiles(sums.histogram(figure))]);
  return {
    tier,
    resolution: "roundTrips",
    n,
    ...(Object.fromEntries(figures) as Record<(typeof TIER_FIGURES)[number], Quantiles>),
    errorRate: failed / n,
    rateLimitedRate: rateLimited / n,
  };
}

/** Orders tiers from the fastest; those that are not known to us come last, by name. */
export function compareTierNames(a: Tier, b: Tier): number {
  return rank(a) - rank(b) || a.localeCompare(b);
}

function rank(tier: Tier): number {
  const position = (DEFAULT_TIERS as readonly Tier[]).indexOf(tier);
  return position === -1 ? DEFAULT_TIERS.length : position;
}
