import type { RoundTrip, WireDetails } from "#lib/domain/round-trip.ts";
import type { Tier } from "#lib/domain/tier.ts";
import type { RoundTripRow } from "#lib/store/round-trip-row.ts";
import type { ClassifiedVariants } from "./classified-variants.ts";
import { presentCaller } from "./present-caller.ts";

/** A round trip as pages and the API show it: with its tier, and with a count in place of its attempts. */
export interface DescribedRoundTrip extends Omit<RoundTrip, "attempts" | "wire"> {
  readonly tier: Tier;
  /** How many HTTP or WebSocket tries it took. */
  readonly attempts: number;
}

/** One of a turn: with what was measured at the wire in detail. */
export interface DetailedRoundTrip extends DescribedRoundTrip {
  readonly wire: WireDetails | null;
}

/** Adds to a stored round trip what its model variant says, and shows who it is of as settings want it. */
export function describeRoundTrip(row: RoundTripRow, variants: ClassifiedVariants): DescribedRoundTrip {
  const { variantId, ...stored } = row;
  const { provider, model, serviceTier, reasoningEffort, tier } = variants.of(variantId);
  return {
    ...stored,
    ...presentCaller(stored, variants.presentation),
    ...{ provider, model, serviceTier, reasoningEffort, tier },
  };
}
