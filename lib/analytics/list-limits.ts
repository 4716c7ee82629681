import { findLatestReadings, type LatestReading } from "#lib/store/find-latest-readings.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";

/** A bucket as it stands, by the last reading of it. */
export interface LimitBucket extends LatestReading {
  /** What is left of it, 0 to 1; null when that is unknown or its window has begun anew since. */
  readonly headroomFraction: number | null;
}

/** Every bucket that was ever heard of, as of this Unix ms. */
export async function listLimits(nowMs: number, database = sharedDatabase()): Promise<LimitBucket[]> {
  return (await findLatestReadings(database)).map((reading) => describeBucket(reading, nowMs));
}

/** What a reading says of its bucket now: when its window began anew since, nothing of what was used still holds. */
export function describeBucket(reading: LatestReading, nowMs: number): LimitBucket {
  const isOver = reading.resetsAtMs !== null && reading.resetsAtMs <= nowMs;
  if (isOver)
    return { ...reading, usedFraction: null, remaining: null, resetsAtMs: null, headroomFraction: null };
  return { ...reading, headroomFraction: headroomOf(reading) };
}

function headroomOf({ usedFraction, remaining, limit }: LatestReading): number | null {
  if (usedFraction !== null) return Math.max(0, 1 - usedFraction);
  return remaining === null || limit === null || limit <= 0 ? null : Math.min(1, remaining / limit);
}
