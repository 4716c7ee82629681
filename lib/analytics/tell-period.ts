import type { Figure } from "#lib/domain/figures/figure.ts";
import { type Counts, FigureSums } from "#lib/domain/figures/figure-sums.ts";
import type { GroupDimension } from "#lib/domain/figures/group-dimension.ts";
import type { Histogram } from "#lib/domain/histogram/histogram.ts";
import type { RoundTripQuestion } from "#lib/domain/round-trip-filter.ts";
import { foldsPeople, tellPerson } from "#lib/domain/settings/presentation.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import type { Database } from "#lib/store/database.ts";
import { findFigures } from "#lib/store/rollups/find-figures.ts";
import type { ClassifiedVariants } from "./classified-variants.ts";
import { groupByDimension, valueOfGroup } from "./group-by-dimension.ts";
import { selectRoundTrips } from "./select-round-trips.ts";

/** By which dimensions a change is parted, in their order. */
export type Dimensions = readonly [GroupDimension, ...GroupDimension[]];

/** Which metrics of a window, told apart by which dimensions. */
export interface ToldQuestion extends RoundTripQuestion {
  readonly window: TimeWindow;
  readonly metrics: readonly Figure[];
  readonly by: Dimensions;
}

/** What metrics were in a window, as a whole and by groups of values of the dimensions. */
export interface ToldPeriod {
  readonly window: TimeWindow;
  readonly by: Dimensions;
  readonly counts: Counts;
  whole(metric: Figure): Histogram;
  readonly groups: ReadonlyMap<string, (metric: Figure) => Histogram>;
  /** The values of a group as they may be told, one for each dimension, in their order; null for unknown. */
  valuesOf(group: string): readonly (string | null)[];
  /** Whether so few people were there that they are not told apart. */
  readonly foldsPeople: boolean;
}

/** Reads metrics of a window by groups, and adds them up. */
export async function tellPeriod(
  database: Database,
  question: ToldQuestion,
  variants: ClassifiedVariants,
): Promise<ToldPeriod> {
  const { window, metrics, by, filters } = question;
  const groupings = by.map((dimension) => groupByDimension(dimension, variants));
  const found = await findFigures(database, {
    selection: selectRoundTrips(question, variants),
    figures: metrics,
    by: groupings.flatMap((grouping) => grouping.by),
    groupOf: (values) => JSON.stringify(groupings.map(({ groupOf }) => groupOf(values))),
    intervalMs: null,
  });
  const all = new FigureSums();
  for (const { sums } of found) all.add(sums);
  const valuesOf = (group: string) =>
    (JSON.parse(group) as string[]).map((name, at) => {
      const value = valueOfGroup(name);
      return by[at] === "person" ? tellPerson(variants.presentation, value) : value;
    });
  const people = new Set(found.flatMap(({ group }) => valuesOf(group)[by.indexOf("person")] ?? []));
  return {
    window,
    by,
    counts: all.counts,
    whole: (metric) => all.histogram(metric),
    groups: new Map(found.map(({ group, sums }) => [group, (metric: Figure) => sums.histogram(metric)])),
    valuesOf,
    foldsPeople: foldsPeople(variants.presentation, people.size, filters),
  };
}
