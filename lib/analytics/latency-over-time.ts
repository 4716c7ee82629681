import { FINEST, fitInterval } from "#lib/domain/figures/fit-interval.ts";
import { quantile } from "#lib/domain/histogram/histogram-quantile.ts";
import type { RoundTripQuestion } from "#lib/domain/round-trip-filter.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { findTierFigures } from "#lib/store/find-tier-figures.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { classifyVariants } from "./classify-variants.ts";
import { selectRoundTrips } from "./select-round-trips.ts";

/** Median TTFT of one tier in one interval. */
export interface LatencyPoint {
  readonly tier: string;
  /** Unix ms at which the interval begins. */
  readonly atMs: number;
  readonly ttftMsP50: number;
  readonly n: number;
}

/** Median TTFT by tier over a window. */
export interface LatencyOverTime {
  readonly window: TimeWindow;
  readonly intervalMs: number;
  /** In order of time; an interval without a value has none. */
  readonly points: readonly LatencyPoint[];
}

/** Answers how the first token's delay moved over the window, tier by tier. */
export async function latencyOverTime(
  question: RoundTripQuestion & { readonly window: TimeWindow },
  database = sharedDatabase(),
): Promise<LatencyOverTime> {
  const variants = await classifyVariants(database);
  const tiers = variants.tiers();
  const intervalMs = fitInterval(question.window, FINEST);
  const selection = selectRoundTrips(question, variants);
  const found = await findTierFigures(database, tiers, selection, ["ttftMs"], intervalMs);
  const points = found
    .flatMap(({ tier, atMs, sums }): LatencyPoint[] => {
      const histogram = sums.histogram("ttftMs");
      const ttftMsP50 = quantile(histogram, 0.5);
      return ttftMsP50 === null || atMs === null ? [] : [{ tier, atMs, ttftMsP50, n: histogram.count }];
    })
    .toSorted((a, b) => a.atMs - b.atMs || (a.tier < b.tier ? -1 : 1));
  return { window: question.window, intervalMs, points };
}
