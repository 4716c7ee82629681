/** Buckets are 2^(1/32) wide, so that the reported value of one is at most 1.083 % from any value in it. */
export const HISTOGRAM_SCALE = 5;

const PER_DOUBLING = 2 ** HISTOGRAM_SCALE;

/** The buckets of the smallest and the greatest positive number. */
export const BUCKET_INDEXES = { first: -1074 * PER_DOUBLING - 1, last: 1024 * PER_DOUBLING - 1 } as const;

/**
 * Values that are never negative (durations, rates), counted in buckets whose bounds grow by 2^(1/32): OpenTelemetry's
 * base-2 exponential histogram at scale 5. The same values give the same buckets in whatever order and parts they came.
 */
export interface Histogram {
  /** How many values, those in the zero bucket included. */
  readonly count: number;
  /** Of all values, in their unit; 0 without values; null where a part of them came without it. */
  readonly sum: number | null;
  /** The least value; null without values, and where a part of them came without it. */
  readonly min: number | null;
  /** The greatest value; null where `min` is. */
  readonly max: number | null;
  /** How many values are 0. */
  readonly zeroCount: number;
  /** The index of the first bucket of `counts`; 0 where there is none. */
  readonly offset: number;
  /** The values in each bucket from `offset` on; the first and the last of them hold some. */
  readonly counts: readonly number[];
}

/** Without any value. */
export const EMPTY: Histogram = {
  count: 0,
  sum: 0,
  min: null,
  max: null,
  zeroCount: 0,
  offset: 0,
  counts: [],
};

/** Where the buckets between 1 and 2 begin. */
const EDGES = Array.from({ length: PER_DOUBLING }, (_, step) => 2 ** (step / PER_DOUBLING));

const SMALLEST_NORMAL = 2 ** -1022;

/**
 * The bucket that holds a value: ceil(log2(value) · 32) − 1, exact at the bounds of `bucketBounds`. Null for the zero
 * bucket, which holds what is 0 or less: a duration below zero is one of zero, told by clocks that differ.
 * @throws RangeError where the value is not finite.
 */
export function bucketIndex(value: number): number | null {
  if (!Number.isFinite(value)) throw new RangeError(`Not a value that can be counted: ${value}`);
  if (value <= 0) return null;
  // Made greater where numbers have fewer digits, and bounds would be rounded onto each other.
  return value < SMALLEST_NORMAL ? indexOf(value * 2 ** 64) - 64 * PER_DOUBLING : indexOf(value);
}

function indexOf(value: number): number {
  const place = Math.log2(value) * PER_DOUBLING;
  const index = Math.ceil(place) - 1;
  // Only next to a bound may the logarithm err by a bucket.
  if (Math.abs(place - Math.round(place)) > 1e-9) return index;
  if (value <= edge(index)) return index - 1;
  return value > edge(index + 1) ? index + 1 : index;
}

/**
 * The bucket's bounds, the upper one included. The last one of all has no finite upper bound; those below 2^-1022 are
 * rounded to the few numbers there.
 */
export function bucketBounds(index: number): { readonly from: number; readonly to: number } {
  return { from: edge(index), to: edge(index + 1) };
}

/**
 * The value with the least relative error to all that a bucket may hold, 2·from·to ÷ (from + to). It errs by more
 * below 2^-1022, where numbers have fewer digits.
 */
export function bucketValue(index: number): number {
  return edge(index) * NEAREST_TO_ALL;
}

const NEAREST_TO_ALL = 2 / (1 + 2 ** (-1 / PER_DOUBLING));

/** 2^(index ÷ 32). */
function edge(index: number): number {
  const doublings = Math.floor(index / PER_DOUBLING);
  return (EDGES[index - doublings * PER_DOUBLING] ?? Number.NaN) * 2 ** doublings;
}
