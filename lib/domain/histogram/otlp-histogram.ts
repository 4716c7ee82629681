import { type ExponentialHistogram, toScale } from "../metric-histogram.ts";
import { BUCKET_INDEXES, HISTOGRAM_SCALE, type Histogram } from "./histogram.ts";

/** What an OTLP exponential histogram point tells of its values; null where it does not. */
export interface OtlpHistogram {
  readonly histogram: ExponentialHistogram;
  readonly count: number;
  readonly sum: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** The same as a point of an OTLP exponential histogram; `fromOtlp` gives back the very histogram. */
export function toOtlp({ count, sum, min, max, zeroCount, offset, counts }: Histogram): OtlpHistogram {
  return {
    histogram: { kind: "exponential", scale: HISTOGRAM_SCALE, zeroCount, zeroThreshold: 0, offset, counts },
    count,
    sum,
    min,
    max,
  };
}

/**
 * The same as a histogram of ours: a finer one has its buckets joined, which is exact. Null where it cannot be had:
 *
 * - its buckets are wider than ours. Spread over ours they would seem to tell what nobody knows; such a histogram stays
 *   intervals (`histogramIntervals`), of which `intervalQuantile` says how far off a quantile may be;
 * - some of its values are only known to lie between 0 and a threshold;
 * - it has buckets beyond what numbers can be, or its counts do not add up, as where values below zero are left out.
 */
export function fromOtlp({ histogram, count, sum, min, max }: OtlpHistogram): Histogram | null {
  if (histogram.scale < HISTOGRAM_SCALE) return null;
  if (histogram.zeroCount > 0 && histogram.zeroThreshold > 0) return null;
  const held = histogram.counts.reduce((total, n) => total + n, histogram.zeroCount);
  if (held !== count) return null;
  const { offset, counts } = toScale(histogram, HISTOGRAM_SCALE);
  const start = counts.findIndex((n) => n > 0);
  const end = counts.findLastIndex((n) => n > 0) + 1;
  const isEmpty = end === 0;
  const isInRange =
    isEmpty || (offset + start >= BUCKET_INDEXES.first && offset + end - 1 <= BUCKET_INDEXES.last);
  if (!isInRange) return null;
  // Extremes that contradict themselves are not believed.
  const knowsExtremes = count > 0 && min !== null && max !== null && min >= 0 && min <= max;
  return {
    count,
    sum: count === 0 ? 0 : sum,
    min: knowsExtremes ? min : null,
    max: knowsExtremes ? max : null,
    zeroCount: histogram.zeroCount,
    offset: isEmpty ? 0 : offset + start,
    counts: isEmpty ? [] : counts.slice(start, end),
  };
}
