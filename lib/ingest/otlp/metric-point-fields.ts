import type { MetricHistogram } from "#lib/domain/metric-histogram.ts";
import type { DecodedRecord } from "./export-builder.ts";
import type { MetricPointRecord, Temporality } from "./metric-records.ts";
import type { Attributes } from "./records.ts";

/** The kinds of metric data, by their field numbers in protobuf. */
export const METRIC_KINDS = {
  5: "gauge",
  7: "sum",
  9: "histogram",
  10: "exponentialHistogram",
  11: "summary",
} as const;

export type MetricKind = (typeof METRIC_KINDS)[keyof typeof METRIC_KINDS];

/** No SDK makes more buckets than 160. A point with more is not valid, so nobody needs to read on beyond one more. */
export const BUCKETS_MAX = 2048;
/** The spec's own range is -10 to 20; beyond 2^±1000 bounds are no numbers any more. */
const SCALE_MIN = -10;
const SCALE_MAX = 20;
const EXPONENT_MAX = 1000;
const NO_RECORDED_VALUE = 1;

/** What the metric says of all of its points. */
export interface MetricHead {
  name: string;
  unit: string;
  /** As on the wire: 1 is delta, 2 is cumulative. */
  temporality: number;
}

/** A data point as one of the encodings gave it, before its rules are checked; NaN is what could not be read. */
export interface PointFields {
  attributes: Attributes;
  startMs: number | null;
  timeMs: number | null;
  flags: number;
  value: number | null;
  count: number;
  min: number | null;
  max: number | null;
  bounds: number[];
  counts: number[];
  scale: number;
  zeroCount: number;
  zeroThreshold: number;
  offset: number;
  positive: number[];
  negative: number[];
}

/** A point of which nothing was told yet. */
export function noPointFields(): PointFields {
  return {
    attributes: new Map(),
    startMs: null,
    timeMs: null,
    flags: 0,
    value: null,
    count: 0,
    min: null,
    max: null,
    bounds: [],
    counts: [],
    scale: 0,
    zeroCount: 0,
    zeroThreshold: 0,
    offset: 0,
    positive: [],
    negative: [],
  };
}

/** The point, null when it holds nothing to keep, or the rule it breaks. */
export function checkPoint(
  point: PointFields,
  kind: MetricKind,
  head: MetricHead,
): DecodedRecord<MetricPointRecord> {
  if (kind === "summary" || (point.flags & NO_RECORDED_VALUE) !== 0) return null;
  const { timeMs, startMs, attributes } = point;
  if (timeMs === null || (startMs !== null && startMs > timeMs)) return "invalidPoint";
  const isNumber = kind === "gauge" || kind === "sum";
  if (isNumber && (point.value === null || !Number.isFinite(point.value))) return "invalidPoint";
  const histogram = isNumber ? null : histogramOf(point, kind);
  if (!isNumber && histogram === null) return "invalidPoint";
  return {
    metric: head.name,
    unit: head.unit,
    temporality: kind === "gauge" ? null : temporalityOf(head.temporality),
    startMs,
    timeMs,
    attributes,
    value: isNumber ? point.value : null,
    histogram: histogram && {
      count: point.count,
      min: finite(point.min),
      max: finite(point.max),
      buckets: histogram,
    },
  };
}

function histogramOf(point: PointFields, kind: MetricKind): MetricHistogram | null {
  const buckets = kind === "histogram" ? explicitOf(point) : exponentialOf(point);
  if (buckets === null) return null;
  const zeroCount = buckets.kind === "exponential" ? buckets.zeroCount : 0;
  const negative = kind === "histogram" ? 0 : sum(point.negative);
  return sum(buckets.counts) + zeroCount + negative === point.count ? buckets : null;
}

function explicitOf({ bounds, counts, count }: PointFields): MetricHistogram | null {
  // Without buckets a point still tells how many values there were, and perhaps between which.
  const known = counts.length === 0 && bounds.length === 0 ? [count] : counts;
  const isAscending =
    bounds.length <= BUCKETS_MAX &&
    bounds.every(
      (bound, index) => Number.isFinite(bound) && (index === 0 || bound > (bounds[index - 1] ?? bound)),
    );
  if (!isAscending || known.length !== bounds.length + 1 || !areCounts(known)) return null;
  return { kind: "explicit", bounds, counts: known };
}

function exponentialOf(point: PointFields): MetricHistogram | null {
  const { scale, offset, positive, negative, zeroCount, zeroThreshold } = point;
  const isScale = Number.isInteger(scale) && scale >= SCALE_MIN && scale <= SCALE_MAX;
  if (!isScale || !Number.isInteger(offset)) return null;
  const reach = Math.max(Math.abs(offset), Math.abs(offset + positive.length)) * 2 ** -scale;
  const isThreshold = Number.isFinite(zeroThreshold) && zeroThreshold >= 0;
  if (reach > EXPONENT_MAX || !isThreshold) return null;
  if (!areCounts(positive) || !areCounts(negative) || !areCounts([zeroCount])) return null;
  return { kind: "exponential", scale, zeroCount, zeroThreshold, offset, counts: positive };
}

function areCounts(counts: readonly number[]): boolean {
  return counts.length <= BUCKETS_MAX && counts.every((count) => Number.isSafeInteger(count) && count >= 0);
}

function temporalityOf(wire: number): Temporality | null {
  return wire === 1 ? "delta" : wire === 2 ? "cumulative" : null;
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
