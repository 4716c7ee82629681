import type { Figure } from "#lib/domain/figures/figure.ts";
import type { Histogram } from "#lib/domain/histogram/histogram.ts";
import { type QuantileRatio, quantileRatio } from "#lib/domain/histogram/quantile-ratio.ts";
import { FEWEST_VALUES } from "#lib/domain/knowable-quantiles.ts";
import { logSumOf } from "#lib/domain/what-differs/log-sum.ts";
import { type PeriodGroup, type ShiftShare, shiftShare } from "#lib/domain/what-differs/shift-share.ts";
import type { ToldPeriod } from "./tell-period.ts";

/** How a metric of one period relates to that of an earlier one. */
export interface MetricChange {
  /** The later quantile by the earlier; null where too few values tell it. */
  readonly ratios: Readonly<Record<"p50" | "p95" | "p99", QuantileRatio | null>>;
  /** Where the change of the geometric mean comes from; null when one of both has no values. */
  readonly change: ShiftShare | null;
}

/** How a metric changed between two periods that are told apart by the same dimensions. */
export function changeOf(before: ToldPeriod, now: ToldPeriod, metric: Figure): MetricChange {
  const [base, values] = [before.whole(metric), now.whole(metric)];
  const ratio = (name: keyof typeof FEWEST_VALUES, share: number) =>
    Math.min(base.count, values.count) < FEWEST_VALUES[name] ? null : quantileRatio(values, base, share);
  return {
    ratios: { p50: ratio("p50", 0.5), p95: ratio("p95", 0.95), p99: ratio("p99", 0.99) },
    change: shiftShare(pairGroups(before, now, metric), now.by),
  };
}

function pairGroups(before: ToldPeriod, now: ToldPeriod, metric: Figure): readonly PeriodGroup[] {
  const logSum = (histogram: Histogram | undefined) => (histogram ? logSumOf(histogram) : { n: 0, sum: 0 });
  const people = now.by.indexOf("person");
  // People that privacy does not let be told apart are one.
  const isFolded = before.foldsPeople || now.foldsPeople;
  return [...new Set([...before.groups.keys(), ...now.groups.keys()])].map((group) => ({
    values: now.valuesOf(group).map((value, at) => (isFolded && at === people ? null : value)),
    before: logSum(before.groups.get(group)?.(metric)),
    after: logSum(now.groups.get(group)?.(metric)),
  }));
}
