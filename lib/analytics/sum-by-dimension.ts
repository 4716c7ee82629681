import type { Figure } from "#lib/domain/figures/figure.ts";
import type { FigureSums } from "#lib/domain/figures/figure-sums.ts";
import type { GroupBy } from "#lib/domain/figures/group-dimension.ts";
import { OTHER_GROUPS } from "#lib/domain/figures/lead-groups.ts";
import type { RoundTripQuestion } from "#lib/domain/round-trip-filter.ts";
import { foldsPeople } from "#lib/domain/settings/presentation.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import type { Database } from "#lib/store/database.ts";
import { findFigures, type GroupSums } from "#lib/store/rollups/find-figures.ts";
import { findLeadFigures, type LeadFigures } from "#lib/store/rollups/find-lead-figures.ts";
import type { ClassifiedVariants } from "./classified-variants.ts";
import { withVariants } from "./classify-variants.ts";
import {
  groupByDimension,
  type ToldGroup,
  tellGroup,
  valueOfGroup,
  type WantedValues,
  wantsGroup,
} from "./group-by-dimension.ts";
import { selectRoundTrips } from "./select-round-trips.ts";

/** What to add up, by which dimension. */
export interface DimensionQuestion extends RoundTripQuestion {
  readonly window: TimeWindow;
  readonly by: GroupBy;
  readonly wanted?: WantedValues;
  readonly figures: readonly Figure[];
  /** In ms, from the epoch on; null for the window as a whole. */
  readonly intervalMs: number | null;
  /** Whether attempts, stalls and tokens are added up too; else they are 0. */
  readonly sums?: boolean;
}

/** Sums of the round trips that have a value of the dimension. */
export interface ValueSums extends ToldGroup {
  /** Round trips, however they ended. */
  readonly n: number;
  /** In order of time; one without a start when no interval was asked for. */
  readonly intervals: readonly { readonly atMs: number | null; readonly sums: FigureSums }[];
}

/**
 * Adds up round trips by the values of a dimension: the wanted or the most frequent ones first, each on its own, the rest
 * together at the end.
 */
export async function sumByDimension(
  database: Database,
  question: DimensionQuestion,
): Promise<readonly ValueSums[]> {
  return await withVariants(database, async (variants) => {
    const { by, groupOf } = groupByDimension(question.by, variants);
    const selection = selectRoundTrips(question, variants);
    const { figures, intervalMs, sums = false } = question;
    const asked = { selection, figures, by, groupOf, intervalMs, sums };
    const { groups: found, others } =
      question.by === "all"
        ? { groups: await findFigures(database, asked), others: 0 }
        : await findLeadFigures(database, {
            ...asked,
            wants: wantsGroup(question.by, question.wanted, variants.presentation),
          });
    const told = foldPeople(question, { groups: found, others }, variants);
    return [...Map.groupBy(told.groups, ({ group }) => group)]
      .map(([group, own]) => ({
        ...tellGroup(question.by, group, told.others, variants.presentation),
        n: own.reduce((sum, { sums }) => sum + sums.counts.n, 0),
        intervals: own
          .map(({ atMs, sums }) => ({ atMs, sums }))
          .toSorted((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0)),
      }))
      .toSorted((a, b) => a.others - b.others || b.n - a.n || (a.value ?? "").localeCompare(b.value ?? ""));
  });
}

/** The same with all known people as one group where privacy does not let them be told apart. */
function foldPeople(
  { by, filters }: DimensionQuestion,
  { groups, others }: LeadFigures,
  { presentation }: ClassifiedVariants,
): LeadFigures {
  const known = new Set(groups.map(({ group }) => group).filter((group) => valueOfGroup(group) !== null));
  const people = known.size + others - (known.has(OTHER_GROUPS) ? 1 : 0);
  if (by !== "person" || people === 0 || !foldsPeople(presentation, people, filters))
    return { groups, others };
  const merged = new Map<string, GroupSums>();
  for (const { group, atMs, sums } of groups) {
    const name = valueOfGroup(group) === null ? group : OTHER_GROUPS;
    const whole = merged.get(`${atMs}/${name}`);
    if (whole === undefined) merged.set(`${atMs}/${name}`, { group: name, atMs, sums });
    else whole.sums.add(sums);
  }
  return { groups: [...merged.values()], others: people };
}
