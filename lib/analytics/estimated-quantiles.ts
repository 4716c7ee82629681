import { intervalQuantile } from "#lib/domain/interval-quantile.ts";
import { FEWEST_VALUES, type QuantileRange, type Quantiles } from "#lib/domain/knowable-quantiles.ts";
import type { ValueInterval } from "#lib/domain/metric-histogram.ts";

/** Quantiles of values of which only the buckets are known. */
export interface EstimatedQuantiles extends Quantiles {
  readonly ranges: NonNullable<Quantiles["ranges"]>;
}

/** Estimates those quantiles that so many values can support, each with the range in which the true one lies. */
export function estimatedQuantiles(all: readonly ValueInterval[]): EstimatedQuantiles {
  const intervals = united(all);
  const n = intervals.reduce((sum, interval) => sum + interval.n, 0);
  const estimate = (name: keyof typeof FEWEST_VALUES, share: number) =>
    n < FEWEST_VALUES[name] ? null : intervalQuantile(intervals, share);
  const [p50, p95, p99] = [estimate("p50", 0.5), estimate("p95", 0.95), estimate("p99", 0.99)];
  const range = (quantile: typeof p50): QuantileRange | null =>
    quantile && { from: quantile.from, to: quantile.to };
  return {
    p50: p50?.value ?? null,
    p95: p95?.value ?? null,
    p99: p99?.value ?? null,
    n,
    ranges: { p50: range(p50), p95: range(p95), p99: range(p99) },
  };
}

/** Points of one series mostly have the same buckets. */
function united(intervals: readonly ValueInterval[]): readonly ValueInterval[] {
  const sums = new Map<string, ValueInterval>();
  for (const { from, to, n } of intervals) {
    const key = `${from} ${to}`;
    sums.set(key, { from, to, n: n + (sums.get(key)?.n ?? 0) });
  }
  return [...sums.values()];
}
