import { bucketLabel } from "./bucket-label.ts";
import type { ThrottleEvent } from "./list-throttles.ts";

/** By what the time lost to throttling is told apart. */
export const THROTTLE_DIMENSIONS = ["person", "team", "tier", "bucket", "class", "day"] as const;

export type ThrottleDimension = (typeof THROTTLE_DIMENSIONS)[number];

/** What throttling cost one person, team, tier, bucket, class or day. */
export interface ThrottleSum {
  /** Null when unknown. Days are as `YYYY-MM-DD`, buckets as in `bucketLabel`. */
  readonly value: string | null;
  readonly throttles: number;
  readonly attemptsWasted: number;
  readonly lostMs: number;
}

/** Sums by one dimension: days in their order, all else by time lost, most first. `timeZone` is that of the days. */
export function sumThrottles(
  throttles: readonly ThrottleEvent[],
  dimension: ThrottleDimension,
  timeZone = "UTC",
): ThrottleSum[] {
  const read = reader(dimension, timeZone);
  const groups = Map.groupBy(throttles, read);
  const sums = [...groups].map(([value, group]) => ({
    value,
    throttles: group.length,
    attemptsWasted: group.reduce((total, { attemptsWasted }) => total + attemptsWasted, 0),
    lostMs: group.reduce((total, { lostMs }) => total + lostMs, 0),
  }));
  return sums.toSorted((a, b) =>
    dimension === "day"
      ? (a.value ?? "").localeCompare(b.value ?? "")
      : b.lostMs - a.lostMs || (a.value ?? "").localeCompare(b.value ?? ""),
  );
}

function reader(dimension: ThrottleDimension, timeZone: string): (event: ThrottleEvent) => string | null {
  if (dimension === "bucket") return ({ bucket }) => (bucket === null ? null : bucketLabel(bucket));
  if (dimension !== "day") return (event) => event[dimension];
  const day = new Intl.DateTimeFormat("en-CA", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    timeZone,
  });
  return ({ startedAtMs }) => day.format(startedAtMs);
}
