import { type Bucket, bucketKey } from "./bucket.ts";
import type { BucketForecast } from "./bucket-forecast.ts";
import { KNOWN_GATES, type LimitGate } from "./limit-gates.ts";

/** A bucket, how full it is and what is to be expected of it. */
export interface BucketOutlook {
  readonly bucket: Bucket;
  readonly forecast: BucketForecast;
}

/** A bucket among the others that a call must also pass. */
export interface GatedBucket extends BucketOutlook {
  readonly isSpent: boolean;
  /** The other buckets that are spent, so that this one is of no use however much it shows; those that last longest first. */
  readonly blockedBy: readonly Bucket[];
  /** When it can be used again, in Unix ms: null when it can be now, and when nobody says. */
  readonly blockedUntilMs: number | null;
  /** Of this bucket and those that could block it, the one that is to run out first, and when; null when none is. */
  readonly nextStop: { readonly bucket: Bucket; readonly atMs: number } | null;
}

/**
 * Which bucket blocks which. Every call passes all buckets of its family, and those of the families that gate it, of the
 * same provider and account: a spent week blocks the five hours, a spent general quota the fast tier's. Credits block
 * nothing: they are what remains when the rest is spent.
 */
export function gateBuckets(
  outlooks: readonly BucketOutlook[],
  learned: readonly LimitGate[] = [],
): GatedBucket[] {
  const gates = [...KNOWN_GATES, ...learned].map((gate) => ({
    provider: gate.provider,
    family: wholeName(gate.family),
    gatedBy: wholeName(gate.gatedBy),
  }));
  const passes = (bucket: Bucket, other: Bucket): boolean =>
    bucket.provider === other.provider &&
    bucket.account === other.account &&
    other.unit !== "credits" &&
    bucket.unit !== "credits" &&
    (bucket.family === other.family ||
      gates.some(
        ({ provider, family, gatedBy }) =>
          provider === bucket.provider && family.test(bucket.family) && gatedBy.test(other.family),
      ));
  const byAccount = Map.groupBy(outlooks, ({ bucket }) => JSON.stringify([bucket.provider, bucket.account]));
  return outlooks.map((outlook) => {
    const { bucket, forecast } = outlook;
    const key = bucketKey(bucket);
    const others = (byAccount.get(JSON.stringify([bucket.provider, bucket.account])) ?? []).filter(
      (other) => bucketKey(other.bucket) !== key && passes(bucket, other.bucket),
    );
    const blocking = others.filter((other) => isSpent(other.forecast)).toSorted(byReset);
    const spent = isSpent(forecast) ? [outlook, ...blocking] : blocking;
    return {
      bucket,
      forecast,
      isSpent: isSpent(forecast),
      blockedBy: blocking.map((other) => other.bucket),
      blockedUntilMs: latestReset(spent),
      nextStop: firstToRunOut([outlook, ...others]),
    };
  });
}

function isSpent({ usedFraction }: BucketForecast): boolean {
  return usedFraction !== null && usedFraction >= 1;
}

/** Those that reset last come first, and before them those of which nobody knows. */
function byReset(a: BucketOutlook, b: BucketOutlook): number {
  const [one, other] = [a.forecast.resetsAtMs ?? Number.MAX_VALUE, b.forecast.resetsAtMs ?? Number.MAX_VALUE];
  return other - one;
}

function latestReset(spent: readonly BucketOutlook[]): number | null {
  const last = spent.toSorted(byReset)[0];
  return last?.forecast.resetsAtMs ?? null;
}

function firstToRunOut(outlooks: readonly BucketOutlook[]): GatedBucket["nextStop"] {
  const stops = outlooks.flatMap(({ bucket, forecast }) =>
    isSpent(forecast) || forecast.exhaustsAtMs === null ? [] : [{ bucket, atMs: forecast.exhaustsAtMs }],
  );
  return stops.toSorted((a, b) => a.atMs - b.atMs)[0] ?? null;
}

function wholeName(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, "i");
}
