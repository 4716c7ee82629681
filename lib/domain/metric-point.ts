import type { MetricHistogram } from "./metric-histogram.ts";
import type { ModelVariant, Origin } from "./round-trip.ts";

/** The latency figures of round trips that clients tell as metrics. */
export const METRIC_FIGURES = ["ttftMs", "ttfoMs", "e2eMs"] as const;

export type MetricFigure = (typeof METRIC_FIGURES)[number];

/** One stream of points of one metric: everything by which its client tells it from others is the same. */
export interface MetricSeries extends Omit<ModelVariant, "reasoningEffort">, Origin {
  /** Of all its attributes, those that are not kept included. */
  readonly id: string;
  readonly metric: string;
  readonly figure: MetricFigure;
  /** Milliseconds in one unit of the metric's own values. */
  readonly unitMs: number;
  /** Where several metrics of a client tell the same figure, the least counts alone. */
  readonly rank: number;
}

/** What a series said at one time, in its own unit. */
export interface MetricPoint {
  readonly series: MetricSeries;
  /** True: all since `startMs`; false: only what came after the point before. */
  readonly isCumulative: boolean;
  /** Unix ms; 0 for a point that is not cumulative and does not say it. */
  readonly startMs: number;
  /** Unix ms. */
  readonly timeMs: number;
  readonly count: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly histogram: MetricHistogram;
}
