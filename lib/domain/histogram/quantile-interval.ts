import { binomialRanks } from "../statistics/binomial-ranks.ts";
import type { Histogram } from "./histogram.ts";
import { bucketAtRank, clampedBounds } from "./histogram-quantile.ts";

/** Where the quantile lies of what the values were drawn from, in the unit of the values. */
export interface QuantileInterval {
  /** 0 where too few values speak for more: none is less. */
  readonly from: number;
  /** Null where too few values tell how large it may be. */
  readonly to: number | null;
}

/**
 * An interval that holds the true quantile at `share` (0 to 1) with a probability of at least `level`, whatever the
 * distribution, if the values are independent draws: between two of them, widened to the bounds of their buckets.
 * Null without values.
 */
export function quantileInterval(histogram: Histogram, share: number, level = 0.95): QuantileInterval | null {
  const { lower, upper } = binomialRanks(histogram.count, share, level);
  if (histogram.count === 0) return null;
  return {
    from: lower === null ? 0 : boundsAtRank(histogram, lower - 1).from,
    to: upper === null ? null : boundsAtRank(histogram, upper - 1).to,
  };
}

function boundsAtRank(histogram: Histogram, rank: number): { from: number; to: number } {
  const index = bucketAtRank(histogram, rank);
  return index === null ? { from: 0, to: 0 } : clampedBounds(histogram, index);
}
