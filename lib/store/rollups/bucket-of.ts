import { HISTOGRAM_SCALE } from "#lib/domain/histogram/histogram.ts";

/** Stands for the zero bucket, where an index cannot lie. */
export const ZERO_BUCKET = -1_000_000;

/**
 * SQL for the bucket of a value, as of bucketIndex, except that a value just at a bound may come into the next bucket,
 * which lies no further from it; and the zero bucket has a number of its own. Null for null.
 */
export function bucketOf(value: string): string {
  return `case when ${value} > 0 then ceil(ln(${value}) * ${2 ** HISTOGRAM_SCALE / Math.LN2})::int - 1
    when ${value} is not null then ${ZERO_BUCKET} end`;
}
