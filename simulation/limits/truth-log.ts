import type { CallUsage } from "./call-usage.ts";
import type { Refusal } from "./find-refusal.ts";
import type { BucketName, PlantedCharge } from "./limits-configuration.ts";

/** What all entries of one call have in common. */
export interface TruthEntryCommon {
  /** Every attempt has its own number, from 1, refused ones included. */
  readonly call: number;
  /** What the caller named the attempt by. */
  readonly reference: string | null;
  readonly account: string;
  readonly model: string;
  /** Null: counts nowhere. */
  readonly family: string | null;
  /** Unix ms. */
  readonly atMs: number;
}

/** What one bucket was charged for one call. */
export interface TruthCharge {
  readonly bucket: BucketName;
  /** What is right for this call, in the unit; for percent, in weighted tokens. */
  readonly amount: number;
  /** How often that was charged: 1 is right in the call's own family, 0 in any other. */
  readonly times: number;
  /** Of the limit, once charged; may exceed 1. */
  readonly usedFraction: number;
}

/** One thing that truly happened. A call is admitted and later settled, or refused. */
export type TruthEntry = TruthEntryCommon &
  (
    | { readonly kind: "admitted"; readonly size: CallUsage }
    | ({ readonly kind: "refused"; readonly size: CallUsage } & Refusal)
    | {
        readonly kind: "settled";
        /** Null: it used nothing. */
        readonly usage: CallUsage | null;
        /** Null: charged rightly. */
        readonly planted: PlantedCharge | null;
        readonly charges: readonly TruthCharge[];
      }
  );

/** A log that keeps the latest entries. */
export interface TruthLog {
  add(entry: TruthEntry): void;
  entries(): readonly TruthEntry[];
}

/** Starts empty. */
export function truthLog(keep: number): TruthLog {
  const entries: TruthEntry[] = [];
  return {
    add(entry) {
      entries.push(entry);
      // In larger steps: moving everything up for each entry would take longer than the calls themselves.
      if (entries.length >= keep * 1.1 + 1) entries.splice(0, entries.length - keep);
    },
    entries: () => entries.slice(-keep),
  };
}
