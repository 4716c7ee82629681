import type { ValueInterval } from "./metric-histogram.ts";

/** A quantile of values of which only the buckets are known. */
export interface EstimatedQuantile {
  /** As if the values of a bucket lay evenly in it. Null when it lies in a bucket without an end. */
  readonly value: number | null;
  /** The true quantile of these values is no less. */
  readonly from: number;
  /** And no more; null when that has no end. */
  readonly to: number | null;
}

/**
 * The quantile at `share` (0 to 1), between the order statistics next to it, as PostgreSQL's percentile_cont has it.
 * Null when there are no values.
 */
export function intervalQuantile(
  intervals: readonly ValueInterval[],
  share: number,
): EstimatedQuantile | null {
  const n = intervals.reduce((sum, interval) => sum + interval.n, 0);
  if (n === 0) return null;
  const rank = share * (n - 1);
  // The k-th smallest value is at least the k-th smallest lower bound, and at most the k-th smallest upper bound.
  const from = orderStatistic(intervals, (interval) => interval.from, rank);
  const to = orderStatistic(intervals, (interval) => interval.to, rank);
  const even = valueAt(intervals, rank + 0.5);
  return {
    value: even === null || to === Number.POSITIVE_INFINITY ? null : Math.min(Math.max(even, from), to),
    from,
    to: to === Number.POSITIVE_INFINITY ? null : to,
  };
}

/** The value at a rank (0 for the smallest), when all values of a bucket lay at one of its ends. */
function orderStatistic(
  intervals: readonly ValueInterval[],
  endOf: (interval: ValueInterval) => number,
  rank: number,
): number {
  const sorted = intervals.toSorted((a, b) => compare(endOf(a), endOf(b)));
  const at = (place: number): number => {
    let passed = 0;
    for (const interval of sorted) {
      passed += interval.n;
      if (place < passed) return endOf(interval);
    }
    return endOf(sorted[sorted.length - 1] ?? { from: 0, to: 0, n: 0 });
  };
  const [low, high] = [at(Math.floor(rank)), at(Math.ceil(rank))];
  const part = rank - Math.floor(rank);
  return part === 0 || low === high ? low : low + part * (high - low);
}

/** Where so much of the values lies below, when those of a bucket lie evenly in it; null beyond the last finite bound. */
function valueAt(intervals: readonly ValueInterval[], below: number): number | null {
  let [at, passed, density] = [0, 0, 0];
  for (const [edge, { step, slope }] of edgesOf(intervals)) {
    const reached = passed + density * (edge - at);
    if (reached >= below) return density === 0 ? edge : at + (below - passed) / density;
    [at, passed, density] = [edge, reached + step, density + slope];
    if (passed >= below) return edge;
  }
  return null;
}

/** Ascending: how many values lie just at an edge, and by how much the values for each unit change there. */
function edgesOf(intervals: readonly ValueInterval[]) {
  const edges = new Map<number, { step: number; slope: number }>();
  const change = (edge: number, step: number, slope: number) => {
    const known = edges.get(edge) ?? { step: 0, slope: 0 };
    edges.set(edge, { step: known.step + step, slope: known.slope + slope });
  };
  for (const { from, to, n } of intervals) {
    if (to === Number.POSITIVE_INFINITY) continue;
    if (from === to) change(from, n, 0);
    else {
      change(from, 0, n / (to - from));
      change(to, 0, -n / (to - from));
    }
  }
  return [...edges].toSorted(([a], [b]) => a - b);
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
