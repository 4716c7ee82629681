import { formatIso } from "#lib/analytics/format-time.ts";
import type { LimitBucket } from "#lib/analytics/list-limits.ts";

/** The fields of a bucket in answers, in their order. */
export const LIMIT_FIELDS = [
  "provider",
  "account",
  "family",
  "windowMinutes",
  "unit",
  "usedFraction",
  "remaining",
  "limit",
  "resetsAt",
  "headroomFraction",
  "exhaustsAt",
  "exhaustsAtInterval",
  "observedAt",
  "source",
  "blockedBy",
  "familyName",
  "status",
  "isBinding",
] as const;

/** A bucket as answers carry it: times in ISO 8601, unknown null. Nothing is forecast yet. */
export function presentLimit(
  bucket: LimitBucket,
): Readonly<Record<(typeof LIMIT_FIELDS)[number], string | number | boolean | null>> {
  return {
    provider: bucket.provider,
    account: bucket.account,
    family: bucket.family,
    windowMinutes: bucket.windowMinutes,
    unit: bucket.unit,
    usedFraction: bucket.usedFraction,
    remaining: bucket.remaining,
    limit: bucket.limit,
    resetsAt: bucket.resetsAtMs === null ? null : formatIso(bucket.resetsAtMs),
    headroomFraction: bucket.headroomFraction,
    exhaustsAt: null,
    exhaustsAtInterval: null,
    observedAt: formatIso(bucket.observedAtMs),
    source: bucket.source,
    blockedBy: null,
    familyName: bucket.familyName,
    status: bucket.status,
    isBinding: bucket.isBinding,
  };
}
