/** How many values lay between which bounds, as OTLP's two kinds of histogram say it. */
export type MetricHistogram = ExplicitHistogram | ExponentialHistogram;

/** Buckets between given bounds, each including its upper one. */
export interface ExplicitHistogram {
  readonly kind: "explicit";
  /** Ascending. */
  readonly bounds: readonly number[];
  /** One more than there are bounds: the first reaches up to the first bound, the last beyond the last. */
  readonly counts: readonly number[];
}

/** Bucket i holds the values in (b^(offset+i), b^(offset+i+1)], where b is 2^(2^-scale). Negative values are left out. */
export interface ExponentialHistogram {
  readonly kind: "exponential";
  readonly scale: number;
  /** Values that count as zero, up to the threshold. */
  readonly zeroCount: number;
  readonly zeroThreshold: number;
  readonly offset: number;
  readonly counts: readonly number[];
}

/** So many values between two bounds, `to` included; it is Infinity where nobody said how large they get. */
export interface ValueInterval {
  readonly from: number;
  readonly to: number;
  readonly n: number;
}

/**
 * What a cumulative histogram gained since an earlier state of it. Null when it did not grow from there: it was reset,
 * or its buckets were changed.
 */
export function histogramGain(later: MetricHistogram, earlier: MetricHistogram): MetricHistogram | null {
  if (later.kind === "explicit") {
    if (earlier.kind !== "explicit" || !isSame(later.bounds, earlier.bounds)) return null;
    const counts = later.counts.map((count, index) => count - (earlier.counts[index] ?? 0));
    return isGain(counts) ? { ...later, counts } : null;
  }
  if (earlier.kind !== "exponential") return null;
  const scale = Math.min(later.scale, earlier.scale);
  const [coarse, base] = [toScale(later, scale), toScale(earlier, scale)];
  const counts = coarse.counts.map(
    (count, index) => count - (base.counts[index + coarse.offset - base.offset] ?? 0),
  );
  const zeroCount = coarse.zeroCount - base.zeroCount;
  const isWithin = base.counts.every((count, index) => {
    const place = index + base.offset - coarse.offset;
    return count === 0 || (place >= 0 && place < coarse.counts.length);
  });
  return isWithin && isGain([zeroCount, ...counts]) ? { ...coarse, zeroCount, counts } : null;
}

/**
 * The buckets that hold something, as intervals of durations, which are never negative, narrowed by the least and the
 * greatest value where they are known.
 */
export function histogramIntervals(
  histogram: MetricHistogram,
  min: number | null,
  max: number | null,
): readonly ValueInterval[] {
  const intervals = histogram.kind === "explicit" ? explicit(histogram) : exponential(histogram);
  return intervals
    .filter(({ n }) => n > 0)
    .map(({ from, to, n }) => {
      const narrowFrom = Math.max(from, min ?? 0, 0);
      const narrowTo = Math.max(Math.min(to, max ?? Number.POSITIVE_INFINITY), 0);
      // Where the least and the greatest contradict the buckets, the buckets are believed.
      const fits = narrowFrom <= narrowTo;
      return fits ? { from: narrowFrom, to: narrowTo, n } : { from: Math.max(from, 0), to, n };
    });
}

function explicit({ bounds, counts }: ExplicitHistogram): ValueInterval[] {
  return counts.map((n, index) => ({
    from: bounds[index - 1] ?? 0,
    to: bounds[index] ?? Number.POSITIVE_INFINITY,
    n,
  }));
}

function exponential(histogram: ExponentialHistogram): ValueInterval[] {
  const { scale, offset, counts, zeroCount, zeroThreshold } = histogram;
  const bound = (index: number) => 2 ** (index * 2 ** -scale);
  return [
    { from: 0, to: zeroThreshold, n: zeroCount },
    ...counts.map((n, index) => ({ from: bound(offset + index), to: bound(offset + index + 1), n })),
  ];
}

/** The same at a scale that is no greater: in wider buckets, two to the power of the difference into one. */
export function toScale(histogram: ExponentialHistogram, scale: number): ExponentialHistogram {
  const shrink = 2 ** (histogram.scale - scale);
  if (shrink === 1) return histogram;
  const place = (index: number) => Math.floor((histogram.offset + index) / shrink);
  const offset = place(0);
  const counts = Array.from({ length: place(histogram.counts.length - 1) - offset + 1 }, () => 0);
  for (const [index, count] of histogram.counts.entries()) {
    const at = place(index) - offset;
    counts[at] = (counts[at] ?? 0) + count;
  }
  return { ...histogram, scale, offset, counts };
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function isGain(counts: readonly number[]): boolean {
  return counts.every((count) => count >= 0);
}
