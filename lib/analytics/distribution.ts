import type { Figure } from "#lib/domain/figures/figure.ts";
import { EMPTY } from "#lib/domain/histogram/histogram.ts";
import { shareBelow } from "#lib/domain/histogram/histogram-quantile.ts";
import { knowableHistogramQuantiles } from "#lib/domain/histogram/knowable-histogram-quantiles.ts";
import { fitLogSteps, type StepBounds } from "#lib/domain/histogram/log-steps.ts";
import type { Quantiles } from "#lib/domain/knowable-quantiles.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import type { ToldGroup } from "./group-by-dimension.ts";
import type { MetricQuestion } from "./metric-over-time.ts";
import { sumByDimension } from "./sum-by-dimension.ts";

/** How a metric is distributed among the complete round trips with one value of a dimension. */
export interface ValueDistribution extends ToldGroup {
  readonly quantiles: Quantiles;
  /** How many values lie in each step. */
  readonly counts: readonly number[];
  /** The share (0 to 1) of values up to each threshold; null without values. */
  readonly sharesBelow: readonly (number | null)[];
}

/** How a metric is distributed, by the values of a dimension. */
export interface Distribution {
  /** The same for all, in the metric's unit. */
  readonly steps: readonly StepBounds[];
  /** Up to where a wait is felt as immediate, as flowing, and as one to stay for, in ms; none for rates. */
  readonly thresholds: readonly number[];
  readonly values: readonly ValueDistribution[];
}

const MOST_STEPS = 60;

/** 400 ms: Doherty & Thadhani 1982; 1 s and 10 s: Nielsen 1993, after Miller 1968. */
const WAIT_THRESHOLDS_MS = [400, 1_000, 10_000] as const;

/** Answers how a metric is distributed over a window, by any dimension. */
export async function distribution(
  question: MetricQuestion,
  database = sharedDatabase(),
): Promise<Distribution> {
  const { metric } = question;
  const found = await sumByDimension(database, { ...question, figures: [metric], intervalMs: null });
  const values = found.map(({ value, name, others, intervals: [whole] }) => ({
    value,
    name,
    others,
    histogram: whole?.sums.histogram(metric) ?? EMPTY,
  }));
  const steps = fitLogSteps(
    values.map(({ histogram }) => histogram),
    MOST_STEPS,
  );
  const thresholds = isWait(metric) ? WAIT_THRESHOLDS_MS : [];
  return {
    steps: steps.bounds,
    thresholds,
    values: values.map(({ histogram, ...value }) => ({
      ...value,
      quantiles: knowableHistogramQuantiles(histogram),
      counts: steps.count(histogram),
      sharesBelow: thresholds.map((threshold) => shareBelow(histogram, threshold)),
    })),
  };
}

function isWait(metric: Figure): boolean {
  return metric.endsWith("Ms");
}
