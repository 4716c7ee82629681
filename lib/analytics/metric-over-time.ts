import type { Figure } from "#lib/domain/figures/figure.ts";
import { FigureSums } from "#lib/domain/figures/figure-sums.ts";
import { FINEST, fitInterval } from "#lib/domain/figures/fit-interval.ts";
import type { GroupBy } from "#lib/domain/figures/group-dimension.ts";
import { knowableHistogramQuantiles } from "#lib/domain/histogram/knowable-histogram-quantiles.ts";
import type { Quantiles } from "#lib/domain/knowable-quantiles.ts";
import type { RoundTripQuestion } from "#lib/domain/round-trip-filter.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import type { ToldGroup, WantedValues } from "./group-by-dimension.ts";
import { sumByDimension } from "./sum-by-dimension.ts";

/** Which metric of which round trips, and by what. */
export interface MetricQuestion extends RoundTripQuestion {
  readonly window: TimeWindow;
  readonly metric: Figure;
  readonly by: GroupBy;
  readonly wanted?: WantedValues;
}

/** How a metric moved for the complete round trips with one value of a dimension. */
export interface MetricSeries extends ToldGroup {
  /** Round trips, however they ended. */
  readonly n: number;
  /** Over the whole window. */
  readonly quantiles: Quantiles;
  /** In order of time; an interval without a value of the metric has none. */
  readonly points: readonly (Quantiles & { readonly atMs: number })[];
}

/** A metric over a window, by the values of a dimension. */
export interface MetricOverTime {
  readonly window: TimeWindow;
  readonly intervalMs: number;
  /** The most frequent value first, what is told together last. */
  readonly series: readonly MetricSeries[];
}

/** Answers how a metric's quantiles moved over a window, by any dimension. */
export async function metricOverTime(
  question: MetricQuestion,
  database = sharedDatabase(),
): Promise<MetricOverTime> {
  const { window, metric } = question;
  const intervalMs = fitInterval(window, FINEST);
  const values = await sumByDimension(database, { ...question, figures: [metric], intervalMs });
  const series = values.map(({ intervals, ...value }): MetricSeries => {
    const whole = new FigureSums();
    for (const { sums } of intervals) whole.add(sums);
    return {
      ...value,
      quantiles: knowableHistogramQuantiles(whole.histogram(metric)),
      points: intervals
        .map(({ atMs, sums }) => ({
          atMs: atMs ?? window.fromMs,
          ...knowableHistogramQuantiles(sums.histogram(metric)),
        }))
        .filter(({ n }) => n > 0),
    };
  });
  return { window, intervalMs, series };
}
