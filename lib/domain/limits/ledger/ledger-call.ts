import type { Outcome } from "#lib/domain/outcome.ts";

/** A model call as the ledger reckons with it. Unknown is null. */
export interface LedgerCall {
  readonly id: string;
  /** Unix ms. */
  readonly startedAtMs: number;
  /** Unix ms. */
  readonly endedAtMs: number;
  readonly model: string | null;
  /** The limit family that the provider named for it; null when it named none. */
  readonly family: string | null;
  readonly uncachedInputTokens: number | null;
  readonly cachedInputTokens: number | null;
  readonly outputTokens: number | null;
  readonly outcome: Outcome;
}
