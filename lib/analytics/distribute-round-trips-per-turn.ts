import type { GroupBy } from "#lib/domain/figures/group-dimension.ts";
import { knowableQuantiles, type Quantiles } from "#lib/domain/knowable-quantiles.ts";
import { type CountedValue, countedQuantile } from "#lib/domain/statistics/counted-quantile.ts";
import { countTurnsByRoundTrips, type TurnCountBy } from "#lib/store/count-turns-by-round-trips.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { withVariants } from "./classify-variants.ts";
import { groupByDimension, leadGroupsTold, type ToldGroup, tellGroup } from "./group-by-dimension.ts";
import { selectRoundTrips } from "./select-round-trips.ts";
import type { TurnQuestion } from "./sum-turns-by-dimension.ts";

/** How the round trips that they took are distributed among the turns with one value of a dimension. */
export interface RoundTripsPerTurnDistribution extends ToldGroup {
  /** Of round trips per turn, exact; `n` counts turns, however they ended. */
  readonly quantiles: Quantiles;
  /** How many turns took how many round trips, ascending; numbers that no turn took are left out. */
  readonly counts: readonly { readonly roundTrips: number; readonly turns: number }[];
}

/**
 * Answers how many turns took how many round trips, exactly, by who ran them or the model variant of most of them: those
 * values first that have the most turns. Reads turns one by one, so it knows nothing of those that are only rolled up.
 */
export async function distributeRoundTripsPerTurn(
  { window, filters, by }: TurnQuestion,
  database = sharedDatabase(),
): Promise<readonly RoundTripsPerTurnDistribution[]> {
  return await withVariants(database, async (variants) => {
    const { variantIds: mainVariantIds, filters: stored } = selectRoundTrips({ window, filters }, variants);
    const grouping = groupByDimension(by as GroupBy, variants);
    const [dimension = null] = grouping.by;
    const told = grouping.needsVariant ? "mainVariant" : (dimension as TurnCountBy);
    const rows = await countTurnsByRoundTrips(database, { window, mainVariantIds, filters: stored }, told);
    const groupOf = ({ value }: { readonly value: string | null }) =>
      told === "mainVariant"
        ? grouping.groupOf({ mainVariantId: value === null ? null : Number(value) })
        : grouping.groupOf(dimension === null ? {} : { [dimension]: value });
    const groups = [...Map.groupBy(rows, groupOf)];
    const turns = new Map(groups.map(([group, own]) => [group, turnsOf(own)]));
    const { nameOf, others } = leadGroupsTold(by as GroupBy, turns, variants.presentation, filters);
    return [...Map.groupBy(rows, (row) => nameOf(groupOf(row)))]
      .map(([group, own]) => ({
        ...tellGroup(by, group, others, variants.presentation),
        ...distributionOf(own),
      }))
      .toSorted((a, b) => a.others - b.others || b.quantiles.n - a.quantiles.n);
  });
}

interface Counted {
  readonly roundTrips: number;
  readonly turns: number;
}

function turnsOf(rows: readonly Counted[]): number {
  return rows.reduce((sum, { turns }) => sum + turns, 0);
}

function distributionOf(rows: readonly Counted[]) {
  const counts = [...Map.groupBy(rows, ({ roundTrips }) => roundTrips)]
    .map(([roundTrips, own]) => ({ roundTrips, turns: turnsOf(own) }))
    .toSorted((a, b) => a.roundTrips - b.roundTrips);
  const counted: CountedValue[] = counts.map(({ roundTrips, turns }) => ({ value: roundTrips, n: turns }));
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => countedQuantile(counted, share));
  const isKnown = p50 != null && p95 != null && p99 != null;
  return { quantiles: knowableQuantiles(isKnown ? [p50, p95, p99] : null, turnsOf(counts)), counts };
}
