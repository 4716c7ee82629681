import type { GroupBy, GroupDimension } from "#lib/domain/figures/group-dimension.ts";
import { leadGroups, OTHER_GROUPS } from "#lib/domain/figures/lead-groups.ts";
import { TurnSums } from "#lib/domain/figures/turn-sums.ts";
import type { RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import type { Database } from "#lib/store/database.ts";
import { findTurnFigures } from "#lib/store/rollups/find-turn-figures.ts";
import { classifyVariants } from "./classify-variants.ts";
import { groupByDimension, valueOfGroup } from "./group-by-dimension.ts";
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
}

/** Sums of the turns that have a value of the dimension. */
export interface TurnValueSums {
  /** Null for unknown, for all, and for others. */
  readonly value: string | null;
  /** 0, or how many values that are not told apart it stands for. */
  readonly others: number;
  readonly sums: TurnSums;
}

/** Adds up turns by the values of a dimension: the most frequent ones first, each on its own, the rest together at the end. */
export async function sumTurnsByDimension(
  database: Database,
  { window, filters, by }: TurnQuestion,
): Promise<readonly TurnValueSums[]> {
  const variants = await classifyVariants(database);
  const { variantIds } = selectRoundTrips({ window, filters }, variants);
  const wanted = variantIds && new Set(variantIds);
  const grouping = groupByDimension(by as GroupBy, variants);
  const needsCalls = grouping.needsVariant || wanted !== null;
  const found = await findTurnFigures(database, {
    window,
    filters: ofTurns(filters),
    by: needsCalls ? [...grouping.by, "calls"] : grouping.by,
    groupOf: (values) =>
      wanted === null || (values.mainVariantId !== null && wanted.has(values.mainVariantId))
        ? grouping.groupOf(values)
        : null,
    intervalMs: null,
    durations: true,
  });
  const { nameOf, others } = leadGroups(new Map(found.map(({ group, sums }) => [group, sums.counts.n])));
  return [...Map.groupBy(found, ({ group }) => nameOf(group))]
    .map(([group, own]) => ({
      value: group === OTHER_GROUPS ? null : valueOfGroup(group),
      others: group === OTHER_GROUPS ? others : 0,
      sums: addUp(own.map(({ sums }) => sums)),
    }))
    .toSorted((a, b) => a.others - b.others || b.sums.counts.n - a.sums.counts.n);
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
