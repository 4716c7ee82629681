import type { GroupBy, GroupDimension } from "#lib/domain/figures/group-dimension.ts";
import { TurnSums } from "#lib/domain/figures/turn-sums.ts";
import type { RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import type { Database } from "#lib/store/database.ts";
import { findTurnFigures } from "#lib/store/rollups/find-turn-figures.ts";
import { withVariants } from "./classify-variants.ts";
import {
  groupByDimension,
  leadGroupsTold,
  type ToldGroup,
  tellGroup,
  type WantedValues,
} from "./group-by-dimension.ts";
import { selectRoundTrips } from "./select-round-trips.ts";

/** What turns can be asked for and grouped by: who ran them, and the model variant of most of their round trips. */
export const TURN_DIMENSIONS = [
  "client",
  "clientVersion",
  "person",
  "team",
  "repository",
  "provider",
  "model",
  "tier",
  "serviceTier",
  "reasoningEffort",
] as const satisfies readonly GroupDimension[];

export type TurnDimension = (typeof TURN_DIMENSIONS)[number];

/** Which turns, and by what. */
export interface TurnQuestion {
  readonly window: TimeWindow;
  /** By turn dimensions; others are ignored. */
  readonly filters: RoundTripFilters;
  readonly by: TurnDimension | "all";
  readonly wanted?: WantedValues;
}

/** Sums of the turns that have a value of the dimension. */
export interface TurnValueSums extends ToldGroup {
  readonly sums: TurnSums;
}

/**
 * Adds up turns by the values of a dimension: the wanted or the most frequent ones first, each on its own, the rest together
 * at the end.
 */
export async function sumTurnsByDimension(
  database: Database,
  { window, filters, by, wanted }: TurnQuestion,
): Promise<readonly TurnValueSums[]> {
  return await withVariants(database, async (variants) => {
    const { variantIds, filters: stored } = selectRoundTrips({ window, filters }, variants);
    const variantsAsked = variantIds && new Set(variantIds);
    const grouping = groupByDimension(by as GroupBy, variants);
    const needsCalls = grouping.needsVariant || variantsAsked !== null;
    const found = await findTurnFigures(database, {
      window,
      filters: ofTurns(stored),
      by: needsCalls ? [...grouping.by, "mainVariant"] : grouping.by,
      groupOf: (values) =>
        variantsAsked === null || (values.mainVariantId !== null && variantsAsked.has(values.mainVariantId))
          ? grouping.groupOf(values)
          : null,
      intervalMs: null,
      durations: true,
    });
    const counts = new Map(found.map(({ group, sums }) => [group, sums.counts.n]));
    const { nameOf, others } = leadGroupsTold(by as GroupBy, counts, variants.presentation, filters, wanted);
    return [...Map.groupBy(found, ({ group }) => nameOf(group))]
      .map(([group, own]) => ({
        ...tellGroup(by, group, others, variants.presentation),
        sums: addUp(own.map(({ sums }) => sums)),
      }))
      .toSorted((a, b) => a.others - b.others || b.sums.counts.n - a.sums.counts.n);
  });
}

function ofTurns(filters: RoundTripFilters): RoundTripFilters {
  const { client, clientVersion, person, team, repository } = filters;
  const known = { client, clientVersion, person, team, repository };
  return Object.fromEntries(Object.entries(known).filter(([, values]) => values !== undefined));
}

/** All but the calls, which mean something only within a call set. */
function addUp(all: readonly TurnSums[]): TurnSums {
  const whole = new TurnSums();
  for (const sums of all) {
    whole.addCounts(sums.counts);
    whole.addPhases(sums.phases);
    const durations = sums.encodedDurations;
    if (durations !== null) whole.addDurations(durations);
  }
  return whole;
}
