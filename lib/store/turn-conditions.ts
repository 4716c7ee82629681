import type { RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { roundTripConditions } from "./round-trip-conditions.ts";

/** Which turns a query is about. */
export interface TurnSelection {
  /** In which they began. */
  readonly window: TimeWindow;
  /** Ids of the model variants of which most of their round trips must be one; null for all. */
  readonly mainVariantIds: readonly number[] | null;
  /** By what turns have themselves: who ran them, with what, in which session, and how they ended. */
  readonly filters: RoundTripFilters;
}

/** The condition on TOLD_TURNS, aliased r, that a selection means. */
export function turnConditions({ window, mainVariantIds, filters }: TurnSelection): Prisma.Sql {
  const ofTurns = roundTripConditions({ window, variantIds: null, filters });
  if (mainVariantIds === null) return ofTurns;
  return Prisma.sql`${ofTurns} and r.main_variant_id = any(${[...mainVariantIds]}::integer[])`;
}
