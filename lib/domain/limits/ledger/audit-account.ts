import { type Bucket, bucketKey } from "#lib/domain/limits/bucket.ts";
import { auditBucket } from "./audit-bucket.ts";
import type { BucketLedger } from "./bucket-ledger.ts";
import type { LedgerCall } from "./ledger-call.ts";
import type { LedgerPoint } from "./ledger-point.ts";
import { type ModelFamilies, modelFamilies } from "./model-families.ts";
import { usageTrack } from "./usage-track.ts";

export interface LedgerBucket {
  readonly bucket: Bucket;
  readonly points: readonly LedgerPoint[];
}

export interface AccountLedger {
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
    family: bucket.family,
    track: usageTrack(points, bucket.windowMinutes),
  }));
  const models = modelFamilies(tracks, calls);
  const families = [...new Set(buckets.map(({ bucket }) => bucket.family))];
  const learned = new Map(models.map((model) => [model.model, learnedFamilies(model, families)]));
  const familiesOf = (call: LedgerCall) =>
    (call.family === null ? learned.get(call.model) : [call.family]) ?? [];
  return {
    buckets: buckets.map(({ bucket, points }) => {
      const own = calls.filter((call) => familiesOf(call)?.includes(bucket.family) === true);
      const ledger = auditBucket(points, own, {
        unit: bucket.unit,
        windowMinutes: bucket.windowMinutes,
        otherCalls: calls.filter((call) => familiesOf(call)?.includes(bucket.family) === false),
        doubtfulCalls: calls.filter((call) => familiesOf(call) === null),
      });
      return { key: bucketKey(bucket), bucket, ledger };
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
