import type { Histogram } from "#lib/domain/histogram/histogram.ts";
import { knowableHistogramQuantiles } from "#lib/domain/histogram/knowable-histogram-quantiles.ts";
import { quantileInterval } from "#lib/domain/histogram/quantile-interval.ts";
import type { QuantileRange } from "#lib/domain/knowable-quantiles.ts";

/** A quantile and where the true one lies (95 %, were round trips independent); null where too few values tell. */
export interface SureQuantile {
  readonly value: number | null;
  readonly interval: QuantileRange | null;
}

/** Quantiles with their intervals, and how many values stand behind them. */
export interface SureQuantiles {
  readonly p50: SureQuantile;
  readonly p95: SureQuantile;
  readonly p99: SureQuantile;
  readonly n: number;
}

/** Those quantiles that a histogram can support, each with its interval. */
export function sureQuantiles(histogram: Histogram): SureQuantiles {
  const { p50, p95, p99, n } = knowableHistogramQuantiles(histogram);
  const sure = (value: number | null, share: number): SureQuantile => ({
    value,
    interval: value === null ? null : quantileInterval(histogram, share),
  });
  return { p50: sure(p50, 0.5), p95: sure(p95, 0.95), p99: sure(p99, 0.99), n };
}
