import type { Bucket } from "./account-buckets.ts";
import { longestSpent } from "./find-refusal.ts";
import type { BucketName, LimitRule } from "./limits-configuration.ts";
import type { MeterState } from "./meter.ts";

/** The truth about one bucket of an account at one moment; a percentage is counted in weighted tokens. */
export interface BucketState extends BucketName, MeterState {
  readonly kind: LimitRule["kind"];
  /** Never below 0. */
  readonly remaining: number;
  /** 0 to 1, and above 1 when more was used than allowed. */
  readonly usedFraction: number;
  /** The spent bucket of another family that blocks this one's family; null when none does. */
  readonly blockedBy: BucketName | null;
}

/** How full a bucket is, and whether one of those that gate it is spent. */
export function bucketState(
  { name, rule, meter }: Bucket,
  gates: readonly Bucket[],
  nowMs: number,
): BucketState {
  const state = meter.state(nowMs);
  return {
    ...name,
    kind: rule.kind,
    ...state,
    remaining: Math.max(0, state.limit - state.used),
    usedFraction: state.used / state.limit,
    blockedBy: longestSpent(gates, nowMs)?.name ?? null,
  };
}
