import { compareArms } from "#lib/domain/comparison/compare-arms.ts";
import type { ByArm, Comparison } from "#lib/domain/comparison/comparison.ts";
import type { Figure } from "#lib/domain/figures/figure.ts";
import type { GroupDimension } from "#lib/domain/figures/group-dimension.ts";
import { EMPTY } from "#lib/domain/histogram/histogram.ts";
import { knowableHistogramQuantiles } from "#lib/domain/histogram/knowable-histogram-quantiles.ts";
import type { Quantiles } from "#lib/domain/knowable-quantiles.ts";
import type { RoundTripQuestion } from "#lib/domain/round-trip-filter.ts";
import { nameOfValue } from "#lib/domain/settings/presentation.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import type { Database } from "#lib/store/database.ts";
import { findComparableTrips } from "#lib/store/find-comparable-trips.ts";
import { findFigures } from "#lib/store/rollups/find-figures.ts";
import type { RoundTripSelection } from "#lib/store/round-trip-conditions.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { classifyVariants } from "./classify-variants.ts";
import { selectRoundTrips } from "./select-round-trips.ts";

/** Which two groups of round trips are held against each other, by which figure. */
export interface ComparisonQuestion extends RoundTripQuestion {
  readonly window: TimeWindow;
  readonly dimension: GroupDimension;
  /** The value of the dimension that each group has; null for unknown. A is the base. */
  readonly values: ByArm<string | null>;
  readonly metric: Figure;
}

/** One of the two groups. */
export interface ComparedGroup {
  readonly value: string | null;
  /** What the value is called. */
  readonly name: string | null;
  /** Of all its complete round trips that have the figure. */
  readonly quantiles: Quantiles;
  /** How many of them were compared: all, or those of some sessions drawn at random where there are too many. */
  readonly compared: number;
}

/** Two groups of round trips held against each other. */
export interface GroupComparison {
  readonly groups: ByArm<ComparedGroup>;
  readonly comparison: Comparison;
}

/** More round trips of a group than this would make intervals narrower than anybody needs, and answers slow. */
const MOST_COMPARED = 12_000;

/** Answers whether B is faster than A, and whether it still is for the same kind of work. */
export async function compareGroups(
  { dimension, values, metric, window, filters }: ComparisonQuestion,
  database = sharedDatabase(),
): Promise<GroupComparison> {
  const variants = await classifyVariants(database);
  const group = async (value: string | null) => {
    const wanted = { window, filters: { ...filters, [dimension]: [value] } };
    const selection = selectRoundTrips(wanted, variants);
    const histogram = await histogramOf(database, selection, metric);
    const share = Math.min(1, MOST_COMPARED / Math.max(1, histogram.count));
    const trips = await findComparableTrips(database, selection, metric, share);
    return { value, quantiles: knowableHistogramQuantiles(histogram), trips };
  };
  const [a, b] = await Promise.all([group(values.a), group(values.b)]);
  const shown = ({ value, quantiles, trips }: typeof a) => ({
    value,
    name: nameOfValue(variants.presentation, dimension, value),
    quantiles,
    compared: trips.length,
  });
  return { groups: { a: shown(a), b: shown(b) }, comparison: compareArms(a.trips, b.trips) };
}

async function histogramOf(database: Database, selection: RoundTripSelection, metric: Figure) {
  const [all] = await findFigures(database, {
    selection,
    figures: [metric],
    by: [],
    groupOf: () => "all",
    intervalMs: null,
  });
  return all?.sums.histogram(metric) ?? EMPTY;
}
