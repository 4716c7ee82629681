import { type Bucket, bucketKey } from "#lib/domain/limits/bucket.ts";
import { auditBucket } from "./audit-bucket.ts";
import type { BucketLedger } from "./bucket-ledger.ts";
import type { LedgerCall } from "./ledger-call.ts";
import type { LedgerPoint } from "./ledger-point.ts";
import { type ModelFamilies, modelFamilies } from "./model-families.ts";
import { totalMovement, usageTrack } from "./usage-track.ts";
import type { Weighting } from "./weighting.ts";

export interface LedgerBucket {
  readonly bucket: Bucket;
  readonly points: readonly LedgerPoint[];
}

export interface AccountLedger {
  /** In the order of the buckets given. */
  readonly buckets: readonly {
    readonly key: string;
    readonly bucket: Bucket;
    readonly ledger: BucketLedger;
  }[];
  /** What each model was seen to count for. */
  readonly models: readonly ModelFamilies[];
}

/**
 * The ledgers of all buckets of one account. A call counts for the family that the provider named for it, else for the
 * one that was named for other calls of its model, else for those whose meters move with its model; where even that
 * is not to be told, it may count for any, and nothing is flagged because of it.
 */
export function auditAccount(buckets: readonly LedgerBucket[], calls: readonly LedgerCall[]): AccountLedger {
  const tracks = buckets.map(({ bucket, points }) => ({
    bucket,
    points,
    family: bucket.family,
    track: usageTrack(points, bucket.windowMinutes),
  }));
  const models = modelFamilies(tracks, calls);
  const families = [...new Set(buckets.map(({ bucket }) => bucket.family))];
  const learned = new Map(models.map((model) => [model.model, learnedFamilies(model, families)]));
  const familiesOf = (call: LedgerCall) =>
    (call.family === null ? learned.get(call.model) : [call.family]) ?? null;
  // The windows of one family count the same. The one that moves most of its steps teaches the others.
  const steps = ({ track }: (typeof tracks)[number]) =>
    totalMovement(track) / Math.max(track.resolution, 1e-6);
  const weightings = new Map<string, readonly Weighting[]>();
  const ledgers = new Map<string, BucketLedger>();
  for (const { bucket, points } of tracks.toSorted((a, b) => steps(b) - steps(a))) {
    const { family, unit, windowMinutes } = bucket;
    const counted = JSON.stringify([family, unit]);
    const ledger = auditBucket(
      points,
      calls.filter((call) => familiesOf(call)?.includes(family) === true),
      {
        unit,
        windowMinutes,
        weightings: weightings.get(counted),
        otherCalls: calls.filter((call) => familiesOf(call)?.includes(family) === false),
        doubtfulCalls: calls.filter((call) => familiesOf(call) === null),
      },
    );
    if (ledger.weightings.length > 0 && !weightings.has(counted)) weightings.set(counted, ledger.weightings);
    ledgers.set(bucketKey(bucket), ledger);
  }
  return {
    buckets: buckets.flatMap(({ bucket }) => {
      const key = bucketKey(bucket);
      const ledger = ledgers.get(key);
      return ledger === undefined ? [] : [{ key, bucket, ledger }];
    }),
    models,
  };
}

/** Null when that is not to be told. */
function learnedFamilies({ named, moved }: ModelFamilies, all: readonly string[]): readonly string[] | null {
  if (named.length === 1) return named;
  if (moved.length > 0) return moved;
  return all.length === 1 ? all : null;
}
