import type { Histogram } from "./histogram.ts";
import { quantile } from "./histogram-quantile.ts";
import { quantileInterval } from "./quantile-interval.ts";

/** How a quantile of some values relates to that of others. */
export interface QuantileRatio {
  /** The one by the other: 1.2 for 20 % more. */
  readonly ratio: number;
  /** 0 where too few values speak for more. */
  readonly from: number;
  /** Null where too few values tell how large it may be. */
  readonly to: number | null;
}

/**
 * The ratio of the quantile at `share` (0 to 1), and an interval that holds the true one with a probability of at least
 * 95 %, if all values are independent draws: both quantiles lie in theirs with 97.5 % each (Bonferroni). Null where one
 * has no values, or the base is 0.
 */
export function quantileRatio(values: Histogram, base: Histogram, share: number): QuantileRatio | null {
  const [one, other] = [quantile(values, share), quantile(base, share)];
  const [own, its] = [quantileInterval(values, share, 0.975), quantileInterval(base, share, 0.975)];
  if (one === null || other === null || other === 0 || own === null || its === null) return null;
  return {
    ratio: one / other,
    from: its.to === null ? 0 : own.from / its.to,
    to: own.to === null || its.from === 0 ? null : own.to / its.from,
  };
}
