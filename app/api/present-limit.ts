import { bucketLabel } from "#lib/analytics/bucket-label.ts";
import { formatIso } from "#lib/analytics/format-time.ts";
import type { LimitBucket } from "#lib/analytics/list-limits.ts";
import { roundFigure } from "#lib/analytics/round-figure.ts";
import { roundShare } from "#lib/analytics/round-share.ts";

type Cell = string | number | boolean | null;

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
  "pace",
  "chanceOfExhaustion",
  "projectedFraction",
  "lockOutMs",
  "confidence",
  "forecastGap",
  "blockedUntil",
] as const;

type LimitField = (typeof LIMIT_FIELDS)[number];

type PresentedLimit = Readonly<Record<Exclude<LimitField, "exhaustsAtInterval">, Cell>> & {
  /** From and to, each null where it lies beyond the reset; null when there is no forecast. */
  readonly exhaustsAtInterval: readonly [string | null, string | null] | null;
};

/** A bucket as answers carry it: times in ISO 8601, unknown null. */
export function presentLimit(bucket: LimitBucket): PresentedLimit {
  const { forecast } = bucket;
  const interval = forecast.exhaustsAtIntervalMs;
  return {
    provider: bucket.provider,
    account: bucket.account,
    family: bucket.family,
    windowMinutes: bucket.windowMinutes,
    unit: bucket.unit,
    usedFraction: bucket.usedFraction,
    remaining: bucket.remaining,
    limit: bucket.limit,
    resetsAt: formatIso(bucket.resetsAtMs),
    headroomFraction: bucket.headroomFraction,
    exhaustsAt: formatIso(forecast.exhaustsAtMs),
    exhaustsAtInterval: interval && [formatIso(interval.fromMs), formatIso(interval.toMs)],
    observedAt: formatIso(bucket.observedAtMs),
    source: bucket.source,
    blockedBy: bucket.blockedBy[0] === undefined ? null : bucketLabel(bucket.blockedBy[0]),
    familyName: bucket.familyName,
    status: bucket.status,
    isBinding: bucket.isBinding,
    pace: roundShare(forecast.pace),
    chanceOfExhaustion: roundShare(forecast.chanceOfExhaustion),
    projectedFraction: roundShare(forecast.projectedFraction),
    lockOutMs: roundFigure(forecast.lockOutMs),
    confidence: forecast.confidence,
    forecastGap: forecast.gap,
    blockedUntil: formatIso(bucket.blockedUntilMs),
  };
}

/** The same for one line of CSV, the interval as ISO 8601 writes one; a side that is open is `..`. */
export function limitCells(bucket: LimitBucket): Readonly<Record<LimitField, Cell>> {
  const { exhaustsAtInterval: interval, ...presented } = presentLimit(bucket);
  return {
    ...presented,
    exhaustsAtInterval: interval?.map((instant) => instant ?? "..").join("/") ?? null,
  };
}
