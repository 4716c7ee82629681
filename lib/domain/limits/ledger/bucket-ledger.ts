import type { Weighting } from "./weighting.ts";

/** Bounds that a value was within. */
export interface Bounds {
  readonly from: number;
  readonly to: number;
}

/**
 * What a ledger finds wrong, or not to be known.
 * - chargedTwice: the bucket moved by what a call cost, once more
 * - notCharged: it did not move by what a call cost
 * - chargedElsewhere: it moved by what a call cost that counts for another family
 * - unexplained: it moved and no call that we know of did it: other devices, which is no fault
 */
export const LEDGER_FLAGS = ["chargedTwice", "notCharged", "chargedElsewhere", "unexplained"] as const;

export type LedgerFlagKind = (typeof LEDGER_FLAGS)[number];

export interface LedgerFlag {
  readonly kind: LedgerFlagKind;
  /** Unix ms of the closest readings between which it happened. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Movement too much, or too little when not charged, as a share of the bucket. */
  readonly amount: Bounds;
  /** The calls that it may have been; more than one when nothing tells them apart. Empty when unexplained. */
  readonly callIds: readonly string[];
}

/** What a bucket did from one reading to another, beside what the calls between them should have done. */
export interface LedgerEntry {
  /** Unix ms of the readings at its ends. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The readings at its ends. */
  readonly usedFrom: number;
  readonly usedTo: number;
  /** As told, and what it can truly have been, given the rounding. In shares of the bucket. */
  readonly observed: Bounds & { readonly told: number };
  /** What the calls should have done. Null where the rate is unknown, or a call in it has no tokens told. */
  readonly expected: Bounds | null;
  /** Calls that may have been charged in it, in order of their start. */
  readonly callIds: readonly string[];
  readonly flags: readonly LedgerFlag[];
}

/** How large a single call must be for a fault with it to be found, in shares of the bucket. Null: none is. */
export interface LedgerResolution {
  readonly notCharged: number | null;
  /** Coarser than `notCharged` where others use the bucket as well: what they used may look like a second charge. */
  readonly chargedTwice: number | null;
}

/** An estimate from the movement, never what a provider said. */
export interface ImpliedQuota {
  /** Weighted tokens, or requests, that fill the bucket. */
  readonly size: number;
  /** Where the ratios of single intervals lay, without the highest and lowest. */
  readonly interval: Bounds;
  readonly weighting: Weighting;
  /** Intervals that it was learned from. */
  readonly n: number;
}

/**
 * - audited: everything was compared
 * - tooFewSteps: it moved too little to learn what a call costs
 * - refills: it refills as time passes, so that movement tells nothing of single calls
 */
export const LEDGER_STATES = ["audited", "tooFewSteps", "refills"] as const;

export interface BucketLedger {
  readonly state: (typeof LEDGER_STATES)[number];
  /** In time order. Those with flags span the readings between which it happened. */
  readonly entries: readonly LedgerEntry[];
  /** Null when it moved too little to tell. */
  readonly quota: ImpliedQuota | null;
  /** All weightings that agree with the movement, the one of `quota` first. Expected movement allows for each of them. */
  readonly weightings: readonly Weighting[];
  readonly resolution: LedgerResolution;
  /** Sums over all windows, in shares of the bucket. */
  readonly totals: {
    readonly observed: number;
    /** Movement while no call that we know of was under way. */
    readonly unexplained: number;
    readonly calls: number;
  };
}
