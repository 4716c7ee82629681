/** Where a quantile certainly lies; `to` is null when that has no end. */
export interface QuantileRange {
  readonly from: number;
  readonly to: number | null;
}

/** Quantiles of a figure and how many values stand behind them; null where too few do. */
export interface Quantiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly n: number;
  /** Only of quantiles that are estimated from buckets: where the true ones lie. */
  readonly ranges?: Readonly<Record<"p50" | "p95" | "p99", QuantileRange | null>>;
}

/**
 * The fewest values from which a 95 % interval of the quantile has a finite upper end. With fewer, the true quantile
 * may lie beyond the largest value seen.
 */
export const FEWEST_VALUES = { p50: 1, p95: 72, p99: 368 } as const;

/** Keeps those of [p50, p95, p99] that n values can support. */
export function knowableQuantiles(
  quantiles: readonly [p50: number, p95: number, p99: number] | null,
  n: number,
): Quantiles {
  const [p50, p95, p99] = quantiles ?? [null, null, null];
  return {
    p50: n >= FEWEST_VALUES.p50 ? p50 : null,
    p95: n >= FEWEST_VALUES.p95 ? p95 : null,
    p99: n >= FEWEST_VALUES.p99 ? p99 : null,
    n,
  };
}
