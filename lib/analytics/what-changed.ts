import { comparisonPeriods } from "#lib/domain/comparison-periods.ts";
import type { Figure } from "#lib/domain/figures/figure.ts";
import type { Counts } from "#lib/domain/figures/figure-sums.ts";
import type { Histogram } from "#lib/domain/histogram/histogram.ts";
import { HistogramSum } from "#lib/domain/histogram/histogram-sum.ts";
import { type QuantileRatio, quantileRatio } from "#lib/domain/histogram/quantile-ratio.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { changeOf, type MetricChange } from "./change-of.ts";
import { withVariants } from "./classify-variants.ts";
import { type SureQuantiles, sureQuantiles } from "./sure-quantiles.ts";
import { type ToldPeriod, tellPeriod } from "./tell-period.ts";

/** What is looked at for changes: the waits that people feel, and the rate that makes the longer one. */
export const WATCHED = ["ttftMs", "e2eMs", "decodeTokensPerSecond"] as const satisfies readonly Figure[];

/** A watched metric in a window and in the one of the same length before it. */
export interface WatchedChange extends MetricChange {
  readonly metric: (typeof WATCHED)[number];
  readonly now: SureQuantiles;
  readonly before: SureQuantiles;
}

/** What a change can come from, in the order in which its causes are asked for. */
export const CAUSES = ["model", "clientVersion", "transport"] as const;

/** A watched metric of the round trips with one value, in both periods. */
export interface ValueChange {
  readonly metric: (typeof WATCHED)[number];
  readonly dimension: (typeof CAUSES)[number];
  readonly value: string;
  readonly now: SureQuantiles;
  readonly before: SureQuantiles;
  /** Of the median. */
  readonly ratio: QuantileRatio;
}

/** Everything watched in a window beside the one of the same length before it. */
export interface WhatChanged {
  readonly before: TimeWindow;
  readonly metrics: readonly WatchedChange[];
  /** Each value that there was in both periods, and its metrics. */
  readonly values: readonly ValueChange[];
  readonly countsNow: Counts;
  readonly countsBefore: Counts;
}

/** Answers what changed against the window of the same length before, and which model, client version or transport it comes from. */
export async function whatChanged(window: TimeWindow, database = sharedDatabase()): Promise<WhatChanged> {
  return await withVariants(database, async (variants) => {
    const { before } = comparisonPeriods(window);
    const [now, then] = await Promise.all(
      ([window, before] as const).map((period) =>
        tellPeriod(database, { window: period, filters: {}, metrics: WATCHED, by: CAUSES }, variants),
      ),
    );
    if (now === undefined || then === undefined) throw new Error("Both periods are always told");
    return {
      before,
      metrics: WATCHED.map((metric) => ({
        metric,
        now: sureQuantiles(now.whole(metric)),
        before: sureQuantiles(then.whole(metric)),
        ...changeOf(then, now, metric),
      })),
      values: CAUSES.flatMap((dimension) =>
        WATCHED.flatMap((metric) => valueChanges(then, now, dimension, metric)),
      ),
      countsNow: now.counts,
      countsBefore: then.counts,
    };
  });
}

function valueChanges(
  then: ToldPeriod,
  now: ToldPeriod,
  dimension: (typeof CAUSES)[number],
  metric: (typeof WATCHED)[number],
): readonly ValueChange[] {
  const before = byValue(then, dimension, metric);
  return [...byValue(now, dimension, metric)].flatMap(([value, histogram]) => {
    const base = before.get(value);
    const ratio = base === undefined ? null : quantileRatio(histogram, base, 0.5);
    return base === undefined || ratio === null
      ? []
      : [{ metric, dimension, value, now: sureQuantiles(histogram), before: sureQuantiles(base), ratio }];
  });
}

/** The metric of all round trips with each known value of a dimension. */
function byValue(
  period: ToldPeriod,
  dimension: (typeof CAUSES)[number],
  metric: (typeof WATCHED)[number],
): ReadonlyMap<string, Histogram> {
  const sums = new Map<string, HistogramSum>();
  for (const [group, histogramOf] of period.groups) {
    const value = period.valuesOf(group)[period.by.indexOf(dimension)];
    if (value === null || value === undefined) continue;
    const sum = sums.get(value) ?? new HistogramSum();
    sums.set(value, sum);
    sum.add(histogramOf(metric));
  }
  return new Map([...sums].map(([value, sum]) => [value, sum.toHistogram()]));
}
