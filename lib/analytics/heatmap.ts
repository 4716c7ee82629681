import type { Figure } from "#lib/domain/figures/figure.ts";
import { fitInterval } from "#lib/domain/figures/fit-interval.ts";
import { EMPTY } from "#lib/domain/histogram/histogram.ts";
import { fitLogSteps, type StepBounds } from "#lib/domain/histogram/log-steps.ts";
import type { RoundTripQuestion } from "#lib/domain/round-trip-filter.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { findFigures } from "#lib/store/rollups/find-figures.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { classifyVariants } from "./classify-variants.ts";
import { selectRoundTrips } from "./select-round-trips.ts";

/** Which metric of which round trips. */
export interface HeatmapQuestion extends RoundTripQuestion {
  readonly window: TimeWindow;
  readonly metric: Figure;
}

/** How many complete round trips had which values when. */
export interface Heatmap {
  readonly window: TimeWindow;
  readonly intervalMs: number;
  /** Unix ms at which each interval begins, whether it has values or not; the first and the last are cut by the window. */
  readonly intervals: readonly number[];
  /** Of values, in the metric's unit. */
  readonly steps: readonly StepBounds[];
  /** By interval and step. */
  readonly counts: readonly (readonly number[])[];
  /** Values in all. */
  readonly n: number;
}

const LIMITS = { most: 120, longestHourlyMs: 60 * 86_400_000 };
const MOST_STEPS = 60;

/** Answers when which values of a metric occurred, as counts of at most 120 intervals × 60 steps on a logarithmic scale. */
export async function heatmap(question: HeatmapQuestion, database = sharedDatabase()): Promise<Heatmap> {
  const { window, metric } = question;
  const intervalMs = fitInterval(window, LIMITS);
  const variants = await classifyVariants(database);
  const found = await findFigures(database, {
    selection: selectRoundTrips(question, variants),
    figures: [metric],
    by: [],
    groupOf: () => "all",
    intervalMs,
  });
  const histograms = new Map(found.map(({ atMs, sums }) => [atMs, sums.histogram(metric)]));
  const steps = fitLogSteps([...histograms.values()], MOST_STEPS);
  const firstMs = Math.floor(window.fromMs / intervalMs) * intervalMs;
  const count = Math.ceil((window.toMs - firstMs) / intervalMs);
  const intervals = Array.from({ length: count }, (_, index) => firstMs + index * intervalMs);
  return {
    window,
    intervalMs,
    intervals,
    steps: steps.bounds,
    counts: intervals.map((atMs) => steps.count(histograms.get(atMs) ?? EMPTY)),
    n: [...histograms.values()].reduce((sum, histogram) => sum + histogram.count, 0),
  };
}
