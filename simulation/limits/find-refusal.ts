import type { Bucket } from "./account-buckets.ts";
import type { CallUsage } from "./call-usage.ts";
import type { BucketName } from "./limits-configuration.ts";
import { LEAST_AMOUNT } from "./meter.ts";

/** Why a call is refused: `rate`, `quota` and `concurrency` by a bucket, `capacity` by none. */
export type RefusalClass = "rate" | "quota" | "concurrency" | "capacity";

/** What keeps a call out. */
export interface Refusal {
  readonly class: RefusalClass;
  /** Of all buckets that keep it out, the one that does so longest; null when it is none of them. */
  readonly boundBy: BucketName | null;
  /** The others, in the order of the configuration. */
  readonly alsoBy: readonly BucketName[];
  /** Whole ms after which it would be let in if nothing else came; null when nobody can say, or never. */
  readonly retryAfterMs: number | null;
  /** Whether the call is larger than the limit will ever be. */
  readonly isTooLarge: boolean;
  /** Of the bucket that binds: how full it was and what the call asked of it, in whole ones of its unit. */
  readonly counts?: LimitCounts;
}

/** What a provider tells of a limit that a request does not fit in. */
export interface LimitCounts {
  readonly limit: number;
  readonly used: number;
  readonly requested: number;
}

interface Wait {
  readonly bucket: Bucket;
  readonly waitMs: number | null;
}

/** How long a family's own buckets and those that gate it keep a call out, of all that do. */
function waits(
  own: readonly Bucket[],
  gates: readonly Bucket[],
  size: CallUsage,
  nowMs: number,
): readonly Wait[] {
  const ofOwn = own.map((bucket): Wait => {
    const amount = bucket.takesAtAdmission ? bucket.amount(size) : LEAST_AMOUNT;
    return { bucket, waitMs: bucket.meter.waitMs(amount, nowMs) };
  });
  const ofGates = gates.map((bucket): Wait => ({ bucket, waitMs: spentForMs(bucket, nowMs) }));
  return [...ofOwn, ...ofGates].filter(({ waitMs }) => waitMs !== 0);
}

/** How many ms until something is left in a bucket again; 0 when there is, and for concurrency, which is never spent. */
export function spentForMs({ rule, meter }: Bucket, nowMs: number): number {
  return rule.kind === "concurrency" ? 0 : (meter.waitMs(LEAST_AMOUNT, nowMs) ?? 0);
}

/** The bucket that keeps things out longest among those that are spent; null when none is. */
export function longestSpent(buckets: readonly Bucket[], nowMs: number): Bucket | null {
  const spent = buckets
    .map((bucket) => ({ bucket, waitMs: spentForMs(bucket, nowMs) }))
    .filter(({ waitMs }) => waitMs > 0);
  return longest(spent)?.bucket ?? null;
}

/** Whether buckets keep a call out; null when they let it in. */
export function findRefusal(
  own: readonly Bucket[],
  gates: readonly Bucket[],
  size: CallUsage,
  nowMs: number,
): Refusal | null {
  const all = waits(own, gates, size, nowMs);
  const bound = longest(all);
  if (bound === null) return null;
  const { bucket, waitMs } = bound;
  const isTooLarge = waitMs === Number.POSITIVE_INFINITY;
  return {
    class: bucket.refusedAs,
    boundBy: bucket.name,
    alsoBy: all.filter((other) => other !== bound).map((other) => other.bucket.name),
    retryAfterMs: waitMs === null || isTooLarge ? null : Math.ceil(waitMs),
    isTooLarge,
    counts: countsOf(bucket, size, nowMs),
  };
}

function countsOf({ meter, amount }: Bucket, size: CallUsage, nowMs: number): LimitCounts {
  const { limit, used } = meter.state(nowMs);
  return { limit: Math.round(limit), used: Math.round(used), requested: Math.ceil(amount(size)) };
}

/** A wait that nobody can tell, for a call to end, is taken for the shortest. */
function longest(all: readonly Wait[]): Wait | null {
  return all.reduce<Wait | null>(
    (last, wait) => (last === null || (wait.waitMs ?? 0) > (last.waitMs ?? 0) ? wait : last),
    null,
  );
}
