import type { FigureRange } from "#lib/domain/figures/figure-range.ts";
import type { RoundTripQuestion } from "#lib/domain/round-trip-filter.ts";
import type { RoundTripOrder, RoundTripPosition } from "#lib/domain/round-trip-order.ts";
import { findRoundTrips } from "#lib/store/find-round-trips.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { withVariants } from "./classify-variants.ts";
import { type DescribedRoundTrip, describeRoundTrip } from "./describe-round-trip.ts";
import { selectRoundTrips } from "./select-round-trips.ts";

/** Which page of which list. */
export interface RoundTripListing extends RoundTripQuestion {
  readonly order: RoundTripOrder;
  readonly after: RoundTripPosition | null;
  readonly limit: number;
  /** Only complete ones with a figure in this range; null for all. */
  readonly range?: FigureRange | null;
}

/** One page of round trips, and where the next one begins (null when this is the last). */
export interface RoundTripList {
  readonly roundTrips: readonly DescribedRoundTrip[];
  readonly next: RoundTripPosition | null;
}

/** Lists round trips in order; pages neither repeat nor skip a row when others are added in between. */
export async function listRoundTrips(
  { order, after, limit, range = null, ...question }: RoundTripListing,
  database = sharedDatabase(),
): Promise<RoundTripList> {
  return await withVariants(database, async (variants) => {
    const rows = await findRoundTrips(database, selectRoundTrips(question, variants), {
      order,
      after,
      limit: limit + 1,
      range,
    });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      roundTrips: page.map((row) => describeRoundTrip(row, variants)),
      next:
        rows.length > limit && last
          ? {
              value: order.key === "startedAt" ? Math.round(last.startedAtMs * 1000) : last[order.key],
              id: last.id,
            }
          : null,
    };
  });
}
