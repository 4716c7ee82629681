import { bucketBounds, bucketIndex, type Histogram } from "./histogram.ts";

/** Which end of the values is meant. */
export type Extreme = "greatest" | "least";

/**
 * A value such that at least `count` of the values lie between it and `after`, seen from that end: all of the next `count`
 * values beyond `after` are found by looking no further than to it. Null when there are not so many, so that nothing
 * bounds the search. `after` is where an earlier search ended, or null for the very end.
 */
export function boundOfExtremes(
  { offset, counts, zeroCount }: Histogram,
  extreme: Extreme,
  count: number,
  after: number | null,
): number | null {
  // Of the bucket that `after` lies in nobody knows how much is passed, so it counts for nothing.
  const passed = after === null ? null : (bucketIndex(after) ?? Number.NEGATIVE_INFINITY);
  const isGreatest = extreme === "greatest";
  let found = 0;
  if (!isGreatest && passed === null) found += zeroCount;
  if (!isGreatest && found >= count) return 0;
  for (let step = 0; step < counts.length; step += 1) {
    const at = isGreatest ? counts.length - 1 - step : step;
    const index = offset + at;
    const isBeyond = passed === null || (isGreatest ? index < passed : index > passed);
    if (!isBeyond) continue;
    found += counts[at] ?? 0;
    if (found >= count) return isGreatest ? bucketBounds(index - 1).from : bucketBounds(index + 1).to;
  }
  return null;
}
