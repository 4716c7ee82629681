import { knowableQuantiles, type Quantiles } from "../knowable-quantiles.ts";
import type { Histogram } from "./histogram.ts";
import { quantile } from "./histogram-quantile.ts";

/** Those of p50, p95 and p99 that so many values can support (`FEWEST_VALUES`), each within 1.1 %. */
export function knowableHistogramQuantiles(histogram: Histogram): Quantiles {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(histogram, share));
  const told = p50 != null && p95 != null && p99 != null;
  return knowableQuantiles(told ? [p50, p95, p99] : null, histogram.count);
}
