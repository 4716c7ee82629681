import { PHASES, type Phase, type PhaseDurations } from "#lib/domain/phase.ts";
import type { RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import type { Tier } from "#lib/domain/tier.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import type { TurnPosition, TurnSortKey } from "#lib/domain/turn-order.ts";
import { findTurns, type ListedTurnRow } from "#lib/store/find-turns.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import type { TurnRow } from "#lib/store/turn-row.ts";
import type { ClassifiedVariant, ClassifiedVariants } from "./classified-variants.ts";
import { withVariants } from "./classify-variants.ts";
import { presentCaller } from "./present-caller.ts";
import { selectRoundTrips } from "./select-round-trips.ts";

/** The round trip of a turn with the greatest `e2eMs`. */
export interface SlowestRoundTrip {
  readonly id: string;
  readonly model: string | null;
  readonly tier: Tier;
  readonly e2eMs: number;
}

/** A turn in a list. */
export interface ListedTurn extends TurnRow {
  readonly roundTrips: number;
  /** What passed inside its round trips (MODEL_PHASES), in ms. */
  readonly modelMs: number;
  /** The phase that took longest; null when none took any time. */
  readonly longestPhase: Phase | null;
  /** Of the model variant of most of its round trips; null without any. */
  readonly model: string | null;
  readonly tier: Tier | null;
  /** Null when the turn has no round trips. */
  readonly slowestRoundTrip: SlowestRoundTrip | null;
}

/** Which page of which list. */
export interface TurnListing {
  /** In which they began. */
  readonly window: TimeWindow;
  /** Who ran them, with what, in which session, how they ended, and the model variant of most of their round trips. */
  readonly filters: RoundTripFilters;
  /** The greatest come first. */
  readonly order: TurnSortKey;
  /** Where the page before ended; null for the first page. */
  readonly after: TurnPosition | null;
  readonly limit: number;
}

/** One page of turns, and where the next one begins (null when this is the last). */
export interface TurnList {
  readonly turns: readonly ListedTurn[];
  readonly next: TurnPosition | null;
}

/** Lists turns, the newest or the slowest first; pages neither repeat nor skip a turn when others are added in between. */
export async function listTurns(
  { window, filters, order, after, limit }: TurnListing,
  database = sharedDatabase(),
): Promise<TurnList> {
  return await withVariants(database, async (variants) => {
    const { variantIds: mainVariantIds, filters: stored } = selectRoundTrips({ window, filters }, variants);
    const rows = await findTurns(
      database,
      { window, mainVariantIds, filters: stored },
      { order, after, limit: limit + 1 },
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      turns: page.map((row) => describe(row, variants)),
      next:
        rows.length > limit && last
          ? {
              value: order === "startedAt" ? Math.round(last.startedAtMs * 1000) : last[order],
              id: last.id,
            }
          : null,
    };
  });
}

function describe(
  { mainVariantId, slowest, ...turn }: ListedTurnRow,
  variants: ClassifiedVariants,
): ListedTurn {
  const main = mainVariantId === null ? null : variants.of(mainVariantId);
  return {
    ...turn,
    ...presentCaller(turn, variants.presentation),
    longestPhase: longestOf(turn.phases),
    model: main?.model ?? null,
    tier: main?.tier ?? null,
    slowestRoundTrip: slowest && describeSlowest(slowest, variants.of(slowest.variantId)),
  };
}

function describeSlowest(
  { id, e2eMs }: NonNullable<ListedTurnRow["slowest"]>,
  { model, tier }: ClassifiedVariant,
): NonNullable<ListedTurn["slowestRoundTrip"]> {
  return { id, model, tier, e2eMs };
}

function longestOf(phases: PhaseDurations): Phase | null {
  const longest = PHASES.reduce((most, phase) => (phases[phase] > phases[most] ? phase : most));
  return phases[longest] > 0 ? longest : null;
}
