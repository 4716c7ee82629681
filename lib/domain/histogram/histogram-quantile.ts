import { bucketBounds, bucketValue, type Histogram } from "./histogram.ts";

/**
 * The quantile at `share` (0 to 1), by the rule of PostgreSQL's percentile_cont: between the values whose ranks are next
 * to share · (n − 1). Each of those is at most 1.083 % from the true one, the least and the greatest exact where they
 * are known. Null without values.
 */
export function quantile(histogram: Histogram, share: number): number | null {
  checkShare(share);
  if (histogram.count === 0) return null;
  const rank = share * (histogram.count - 1);
  const below = Math.floor(rank);
  const low = valueAtRank(histogram, below);
  if (rank === below) return low;
  return low + (rank - below) * (valueAtRank(histogram, below + 1) - low);
}

/**
 * The share (0 to 1) of values that are no greater than the threshold: exact where that is a bound of a bucket, below
 * the least or beyond the greatest value; else as if the values of a bucket lay evenly in it. Null without values.
 */
export function shareBelow(histogram: Histogram, threshold: number): number | null {
  if (Number.isNaN(threshold)) throw new RangeError("Not a threshold: NaN");
  const { count, min, max, zeroCount, offset, counts } = histogram;
  if (count === 0) return null;
  if (threshold < (min ?? 0)) return 0;
  if (max !== null && threshold >= max) return 1;
  let passed = zeroCount;
  for (const [at, n] of counts.entries()) {
    if (n === 0) continue;
    const { from, to } = clampedBounds(histogram, offset + at);
    if (threshold >= to) passed += n;
    else if (threshold > from) passed += n * ((threshold - from) / (to - from));
  }
  return passed / count;
}

/** About the value at a rank (0 for the smallest). */
function valueAtRank(histogram: Histogram, rank: number): number {
  const { count, min, max } = histogram;
  if (rank === 0 && min !== null) return min;
  if (rank === count - 1 && max !== null) return max;
  const index = bucketAtRank(histogram, rank);
  const value = index === null ? 0 : bucketValue(index);
  return Math.min(Math.max(value, min ?? 0), max ?? Number.POSITIVE_INFINITY);
}

/** The bucket that holds the value at a rank (0 for the smallest); null for the zero bucket. */
export function bucketAtRank({ zeroCount, offset, counts }: Histogram, rank: number): number | null {
  if (rank < zeroCount) return null;
  let passed = zeroCount;
  for (let at = 0; at < counts.length; at += 1) {
    passed += counts[at] ?? 0;
    if (rank < passed) return offset + at;
  }
  throw new RangeError(`No value has rank ${rank}`);
}

/** Where the values of a bucket can lie, the least and the greatest of all considered. */
export function clampedBounds({ min, max }: Histogram, index: number): { from: number; to: number } {
  const { from, to } = bucketBounds(index);
  return { from: Math.max(from, min ?? 0), to: Math.min(to, max ?? Number.POSITIVE_INFINITY) };
}

/** Throws RangeError for what is no share of 1. */
export function checkShare(share: number): void {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`Not a share of 1: ${share}`);
}
