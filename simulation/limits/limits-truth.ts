import type { BucketState } from "./bucket-state.ts";
import type { EnforcedLimits } from "./enforce-limits.ts";
import type { TruthEntry } from "./truth-log.ts";

/** What `GET /simulation/limits` answers. */
export interface LimitsTruth {
  readonly accounts: readonly { readonly account: string; readonly buckets: readonly BucketState[] }[];
  readonly log: readonly TruthEntry[];
}

/** The state of every account's buckets at that moment, Unix ms, and all that happened. */
export function limitsTruth(limits: EnforcedLimits, nowMs: number): LimitsTruth {
  const accounts = limits
    .accounts()
    .map((account) => ({ account, buckets: limits.snapshot(account, nowMs) }));
  return { accounts, log: limits.log() };
}
