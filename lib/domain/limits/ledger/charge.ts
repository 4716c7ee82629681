import { type ChargeMoment, chargedAtMs } from "./charge-moment.ts";
import type { LedgerCall } from "./ledger-call.ts";

/** A call with when and what it may have been charged. */
export interface Charge {
  readonly call: LedgerCall;
  /** Unix ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** In the unit of the sums that it goes into: a share of the bucket, or tokens. */
  readonly least: number;
  readonly most: number;
  /** Whether `most` is not known, as tokens were not told. */
  readonly isOpen: boolean;
}

/** The earliest and the latest of some moments. */
export function chargeSpan(
  call: LedgerCall,
  moments: readonly ChargeMoment[],
): { readonly fromMs: number; readonly toMs: number } {
  let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const moment of moments) {
    const atMs = chargedAtMs(call, moment);
    fromMs = Math.min(fromMs, atMs);
    toMs = Math.max(toMs, atMs);
  }
  return { fromMs, toMs };
}
