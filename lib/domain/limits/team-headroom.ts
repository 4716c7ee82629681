import type { RateLimitUnit } from "#lib/domain/rate-limit-reading.ts";
import type { Bucket } from "./bucket.ts";
import type { GatedBucket } from "./gate-buckets.ts";

/** A gated bucket with what is left in its own unit. */
export interface CountedBucket extends GatedBucket {
  /** In the bucket's unit; null when only a share is told. */
  readonly remaining: number | null;
}

/** The buckets of one family, window length and unit, over all accounts of a team. */
export interface FamilyHeadroom {
  readonly provider: string;
  readonly family: string;
  readonly windowMinutes: number | null;
  readonly unit: RateLimitUnit;
  readonly buckets: number;
  /** Spent, or blocked by another bucket. */
  readonly blocked: number;
  /** More likely than not to run out before they reset, of those that are not blocked. */
  readonly runningOut: number;
  /**
   * What is left in all buckets that are not blocked, in `unit`; of so many buckets that told it. Null when none did:
   * shares of limits that may differ have no sum.
   */
  readonly headroom: number | null;
  readonly counted: number;
  /** The least share, 0 to 1, that is left in a bucket that is not blocked; null when none is known. */
  readonly leastShare: number | null;
  /** The first of them to run out, itself or by what blocks it; null when none is to. */
  readonly nextStop: TeamStop | null;
}

/** The bucket that runs out, the one that thereby can no longer be used (maybe the same), and when, in Unix ms. */
export interface TeamStop {
  readonly bucket: Bucket;
  readonly stops: Bucket;
  readonly atMs: number;
}

/** How much a whole team has left. */
export interface TeamHeadroom {
  readonly accounts: number;
  /** Accounts of which at least one bucket is blocked. */
  readonly accountsBlocked: number;
  readonly buckets: number;
  readonly bucketsBlocked: number;
  readonly nextStop: TeamStop | null;
  /** In order of provider, family, window length and unit. */
  readonly families: readonly FamilyHeadroom[];
}

/** Sums up the buckets of a team. An account is one of one provider; what named no account counts as one. */
export function teamHeadroom(buckets: readonly CountedBucket[]): TeamHeadroom {
  const accounts = Map.groupBy(buckets, ({ bucket }) => JSON.stringify([bucket.provider, bucket.account]));
  const families = Map.groupBy(buckets, ({ bucket: { provider, family, windowMinutes, unit } }) =>
    JSON.stringify([provider, family, windowMinutes, unit]),
  );
  return {
    accounts: accounts.size,
    accountsBlocked: [...accounts.values()].filter((own) => own.some(isBlocked)).length,
    buckets: buckets.length,
    bucketsBlocked: buckets.filter(isBlocked).length,
    nextStop: firstStop(buckets),
    families: [...families.values()].flatMap(familyHeadroom).toSorted(byName),
  };
}

function familyHeadroom(buckets: readonly CountedBucket[]): FamilyHeadroom[] {
  const [first] = buckets;
  if (first === undefined) return [];
  const { provider, family, windowMinutes, unit } = first.bucket;
  const open = buckets.filter((bucket) => !isBlocked(bucket));
  const told = unit === "percent" ? [] : buckets.filter((one) => isBlocked(one) || one.remaining !== null);
  const shares = open.flatMap(({ forecast: { usedFraction } }) =>
    usedFraction === null ? [] : Math.max(0, 1 - usedFraction),
  );
  return [
    {
      provider,
      family,
      windowMinutes,
      unit,
      buckets: buckets.length,
      blocked: buckets.length - open.length,
      runningOut: open.filter(({ forecast }) => forecast.exhaustsAtMs !== null).length,
      headroom: told.length === 0 ? null : told.reduce((sum, one) => sum + usable(one), 0),
      counted: told.length,
      leastShare: shares.length === 0 ? null : Math.min(...shares),
      nextStop: firstStop(open),
    },
  ];
}

function isBlocked({ isSpent, blockedBy }: CountedBucket): boolean {
  return isSpent || blockedBy.length > 0;
}

/** What a bucket shows is of no use while it is blocked. */
function usable(bucket: CountedBucket): number {
  return isBlocked(bucket) ? 0 : (bucket.remaining ?? 0);
}

/** Of buckets that can still be used, the first that no longer will be. */
function firstStop(buckets: readonly CountedBucket[]): TeamStop | null {
  const stops = buckets
    .filter((bucket) => !isBlocked(bucket))
    .flatMap(({ bucket, nextStop }) =>
      nextStop === null ? [] : [{ bucket: nextStop.bucket, stops: bucket, atMs: nextStop.atMs }],
    );
  return (
    stops.toSorted(
      (a, b) => a.atMs - b.atMs || Number(b.bucket === b.stops) - Number(a.bucket === a.stops),
    )[0] ?? null
  );
}

function byName(a: FamilyHeadroom, b: FamilyHeadroom): number {
  return (
    a.provider.localeCompare(b.provider) ||
    a.family.localeCompare(b.family) ||
    (a.windowMinutes ?? 0) - (b.windowMinutes ?? 0) ||
    a.unit.localeCompare(b.unit)
  );
}
