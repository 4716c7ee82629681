import type { MetricHistogram } from "#lib/domain/metric-histogram.ts";
import type { Attributes } from "./records.ts";

/** Whether points tell all since their start, or only what came after the point before. */
export type Temporality = "delta" | "cumulative";

/** One data point of a wanted metric: the same from JSON and from protobuf. Summaries are passed over. */
export interface MetricPointRecord {
  readonly metric: string;
  /** As the client wrote it, such as `s` or `ms`; empty when absent. */
  readonly unit: string;
  /** Null for a gauge, and where the client did not say it. */
  readonly temporality: Temporality | null;
  /** Unix ms; null when absent. */
  readonly startMs: number | null;
  /** Unix ms. */
  readonly timeMs: number;
  /**
   * All of them, not only those on an allow-list, because together they tell the point's series from others. Whoever
   * reads a point keeps what it needs and a hash of the rest.
   */
  readonly attributes: Attributes;
  /** Of a sum or gauge; null for histograms. */
  readonly value: number | null;
  /** Of a histogram; null for sums and gauges. */
  readonly histogram: HistogramRecord | null;
}

/** What a point of either kind of histogram says, in the metric's unit. */
export interface HistogramRecord {
  readonly count: number;
  /** Null when absent. */
  readonly min: number | null;
  readonly max: number | null;
  readonly buckets: MetricHistogram;
}

/** Decides by its name whether the points of a metric are built. */
export type WantsMetric = (name: string) => boolean;
