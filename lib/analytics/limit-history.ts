import type { Bucket } from "#lib/domain/limits/bucket.ts";
import { ledgerPoints } from "#lib/domain/limits/ledger/ledger-point.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { findBucketHistories } from "#lib/store/find-bucket-histories.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";

/** What was left of a bucket at one moment. */
export interface HeadroomPoint {
  /** Unix ms. */
  readonly atMs: number;
  /** 0 to 1. */
  readonly headroomFraction: number;
  /** Unix ms; null when nobody said. */
  readonly resetsAtMs: number | null;
}

/** How the headroom of one bucket went, in order of time. */
export interface BucketHeadroom extends Bucket {
  readonly familyName: string | null;
  readonly points: readonly HeadroomPoint[];
}

/** So many points of a bucket are shown at most. */
const POINTS_MAX = 600;

/** The headroom of every bucket of which something was heard within the window. */
export async function limitHistory(
  window: TimeWindow,
  database = sharedDatabase(),
): Promise<BucketHeadroom[]> {
  const histories = await findBucketHistories(database, {
    ...window,
    windows: null,
    readingsMax: POINTS_MAX,
  });
  return histories.map(({ readings, windowKind: _, ...bucket }) => ({
    ...bucket,
    points: ledgerPoints(readings).map(({ atMs, usedFraction, resetsAtMs }) => ({
      atMs,
      headroomFraction: Math.min(1, Math.max(0, 1 - usedFraction)),
      resetsAtMs,
    })),
  }));
}
