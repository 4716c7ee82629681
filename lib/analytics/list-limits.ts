import { type Bucket, bucketKey } from "#lib/domain/limits/bucket.ts";
import type { BucketForecast } from "#lib/domain/limits/bucket-forecast.ts";
import { forecastBucket } from "#lib/domain/limits/forecast-bucket.ts";
import { gateBuckets } from "#lib/domain/limits/gate-buckets.ts";
import { ledgerPoints } from "#lib/domain/limits/ledger/ledger-point.ts";
import { learnGates } from "#lib/domain/limits/limit-gates.ts";
import { type TeamHeadroom, teamHeadroom } from "#lib/domain/limits/team-headroom.ts";
import { findBoundRefusals } from "#lib/store/find-bound-refusals.ts";
import { type BucketHistory, findBucketHistories } from "#lib/store/find-bucket-histories.ts";
import { findLatestReadings, type LatestReading } from "#lib/store/find-latest-readings.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";

/** A bucket as it stands, by the last reading of it. */
export interface StandingBucket extends LatestReading {
  /** What is left of it, 0 to 1; null when that is unknown or its window has begun anew since. */
  readonly headroomFraction: number | null;
}

/** A bucket as it stands, and what is to be expected of it. */
export interface LimitBucket extends StandingBucket {
  readonly forecast: BucketForecast;
  /** Other buckets that are spent, so that this one is of no use; those that last longest first. */
  readonly blockedBy: readonly Bucket[];
  /** When it can be used again, in Unix ms; null when it can be now, and when nobody says. */
  readonly blockedUntilMs: number | null;
}

/** Every bucket, and what a whole team has left of them. */
export interface LimitsNow {
  readonly buckets: readonly LimitBucket[];
  readonly team: TeamHeadroom;
}

/** A forecast looks back on so many windows of a bucket, and on no more than this. */
const WINDOWS_BACK = 6;
const REACH_MS = 43 * 86_400_000;
const READINGS_MAX = 400;

/** Every bucket that was ever heard of, and what the team has left of them, as of this Unix ms. */
export async function listLimits(nowMs: number, database = sharedDatabase()): Promise<LimitsNow> {
  const reach = {
    fromMs: nowMs - REACH_MS,
    toMs: nowMs,
    windows: WINDOWS_BACK,
    readingsMax: READINGS_MAX,
  };
  const [latest, histories, refusals] = await Promise.all([
    findLatestReadings(database),
    findBucketHistories(database, reach),
    findBoundRefusals(database, { fromMs: reach.fromMs, toMs: nowMs }),
  ]);
  const historyOf = new Map(histories.map((history) => [bucketKey(history), history]));
  const standing = latest.map((reading) => ({
    ...describeBucket(reading, nowMs),
    forecast: forecastHistory(reading, historyOf.get(bucketKey(reading)), nowMs),
  }));
  const gated = gateBuckets(
    standing.map((bucket) => ({ bucket: nameOf(bucket), forecast: bucket.forecast })),
    learnGates(refusals),
  );
  return {
    buckets: standing.map((bucket, index) => ({
      ...bucket,
      blockedBy: gated[index]?.blockedBy ?? [],
      blockedUntilMs: gated[index]?.blockedUntilMs ?? null,
    })),
    team: teamHeadroom(
      gated.map((one, index) => ({ ...one, remaining: standing[index]?.remaining ?? null })),
    ),
  };
}

function nameOf({ provider, account, family, windowMinutes, unit }: Bucket): Bucket {
  return { provider, account, family, windowMinutes, unit };
}

/**
 * What a reading says of its bucket now: when its window began anew since, nothing of what was used still holds. Where
 * nobody told when that is, it has when the length of the window has passed.
 */
export function describeBucket(reading: LatestReading, nowMs: number): StandingBucket {
  const { resetsAtMs, windowMinutes, observedAtMs } = reading;
  const overMs = resetsAtMs ?? observedAtMs + (windowMinutes ?? Number.POSITIVE_INFINITY) * 60_000;
  if (overMs <= nowMs)
    return { ...reading, usedFraction: null, remaining: null, resetsAtMs: null, headroomFraction: null };
  return { ...reading, headroomFraction: headroomOf(reading) };
}

function headroomOf({ usedFraction, remaining, limit }: LatestReading): number | null {
  if (usedFraction !== null) return Math.max(0, 1 - usedFraction);
  return remaining === null || limit === null || limit <= 0 ? null : Math.min(1, remaining / limit);
}

function forecastHistory(
  { windowMinutes, windowKind }: LatestReading,
  history: BucketHistory | undefined,
  nowMs: number,
): BucketForecast {
  const points = ledgerPoints(history?.readings ?? []);
  const resolution = points.reduce((coarsest, point) => Math.max(coarsest, point.resolution), 0);
  return forecastBucket(points, { windowMinutes, kind: windowKind, resolution }, nowMs);
}
