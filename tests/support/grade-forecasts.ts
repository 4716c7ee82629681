import type { LimitBucket } from "#lib/analytics/list-limits.ts";
import { bucketKey } from "#lib/domain/limits/bucket.ts";
import type { WeekWindow } from "./week-windows.ts";

/** Whether one forecast of a bucket held. */
export interface ForecastGrade {
  readonly windowMinutes: number;
  /**
   * - spent: it told when the bucket would be spent, from when to when
   * - lasts: it told that the bucket lasts
   */
  readonly says: "spent" | "lasts";
  readonly holdsExhaustion: boolean;
  /** Whether the use at the reset lay within its interval; more than all counts as all, since it is refused. */
  readonly holdsUse: boolean | null;
  readonly chance: number;
  readonly wasSpent: boolean;
}

/** The reset is told in whole seconds. */
const RESET_TOLERANCE_MS = 2_000;
/** What is told in whole percents is told late: by so much of a window. */
const INSTANT_SLACK = 1 / 300;
const USE_SLACK = 0.005;

/** Holds what was forecast at an instant, Unix ms, against what came of it. Buckets that were spent already say nothing. */
export function gradeForecasts(
  buckets: readonly LimitBucket[],
  windows: ReadonlyMap<string, readonly WeekWindow[]>,
  atMs: number,
): readonly ForecastGrade[] {
  return buckets.flatMap(({ forecast, ...bucket }) => {
    const { projectedInterval, chanceOfExhaustion, exhaustsAtIntervalMs: interval } = forecast;
    const window = windows
      .get(bucketKey(bucket))
      ?.find(({ startMs, resetsAtMs }) => startMs <= atMs && atMs < resetsAtMs);
    if (
      forecast.gap !== null ||
      projectedInterval === null ||
      chanceOfExhaustion === null ||
      forecast.resetsAtMs === null ||
      bucket.windowMinutes === null ||
      window === undefined ||
      Math.abs(window.resetsAtMs - forecast.resetsAtMs) > RESET_TOLERANCE_MS ||
      (window.spentAtMs !== null && window.spentAtMs <= atMs)
    )
      return [];
    const { spentAtMs, endsAt } = window;
    const slackMs = bucket.windowMinutes * 60_000 * INSTANT_SLACK;
    const most = (fraction: number) => Math.min(1, fraction);
    return {
      windowMinutes: bucket.windowMinutes,
      says: interval === null ? "lasts" : "spent",
      holdsExhaustion:
        interval === null
          ? spentAtMs === null
          : (spentAtMs ?? Number.POSITIVE_INFINITY) >= interval.fromMs - slackMs &&
            (interval.toMs === null || (spentAtMs !== null && spentAtMs <= interval.toMs + slackMs)),
      holdsUse:
        endsAt === null
          ? null
          : most(endsAt) >= most(projectedInterval.from) - USE_SLACK &&
            most(endsAt) <= most(projectedInterval.to) + USE_SLACK,
      chance: chanceOfExhaustion,
      wasSpent: spentAtMs !== null,
    };
  });
}
