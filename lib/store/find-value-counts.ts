import { z } from "zod";
import { CUTS, type Cut, type CutDimension, chooseCut } from "#lib/domain/figures/cut.ts";
import { planStretches } from "#lib/domain/figures/plan-stretches.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { findFigureKeys } from "./rollups/find-keys.ts";
import { findStaleRollUps } from "./rollups/find-stale.ts";
import { inSnapshot } from "./rollups/in-snapshot.ts";
import { column } from "./rollups/roll-up-columns.ts";
import { windowOfAll } from "./rollups/window-of-all.ts";
import {
  COLUMNS,
  filteredBy,
  type RoundTripSelection,
  roundTripConditions,
  startsWithinAny,
} from "./round-trip-conditions.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

type Transaction = Pick<Prisma.TransactionClient, "$queryRaw">;

/** What values are counted of. */
type CountedDimension = CutDimension | "variantId";

const Counts = z.array(
  z.object({ dimension: z.string(), value: z.string().nullable(), n: z.number() }).transform((row) => ({
    ...row,
    dimension: row.dimension as CountedDimension,
  })),
);

/** One value of a dimension (null when unknown), or one model variant, and how many round trips have it. */
export type ValueCount = z.output<typeof Counts>[number];

/** Each dimension by the cut with the fewest pieces that tells it. */
const CUT_OF = new Map<CountedDimension, Cut>(
  (Object.keys(CUTS) as Cut[])
    .toReversed()
    .flatMap((cut) => CUTS[cut].map((dimension) => [dimension, cut] as const)),
).set("variantId", "model");

/**
 * Counts the values of every dimension that roll-ups tell apart, and of the model variant, among the selected round
 * trips, all from one snapshot. Of dimensions that no cut tells together with those that are filtered by, in one pass over
 * the facts.
 */
export async function findValueCounts(
  database: Database,
  selection: RoundTripSelection,
): Promise<readonly ValueCount[]> {
  const filtered = filteredBy(selection.filters);
  const cuts = new Map(
    [...CUT_OF].map(([dimension, own]) => {
      const asked = [...(dimension === "variantId" ? [] : [dimension]), ...filtered];
      return [dimension, filtered.length === 0 ? own : chooseCut(CUTS, asked)] as const;
    }),
  );
  const isRolledUp = (dimension: CountedDimension) => cuts.get(dimension) !== null;
  const all = [...cuts.keys()];
  return await inSnapshot(database, async (transaction) => {
    const window = selection.window ?? (await windowOfAll(transaction));
    const plan = planStretches(window, null, await findStaleRollUps(transaction, window));
    const counts = new ValueCounts();
    for (const [cut, dimensions] of Map.groupBy(all.filter(isRolledUp), (dimension) => cuts.get(dimension))) {
      if (cut !== null && cut !== undefined)
        counts.add(await countRollUps(transaction, selection, cut, dimensions, plan));
    }
    counts.add(await countFacts(transaction, selection, all.filter(isRolledUp), plan.facts));
    const rest = all.filter((dimension) => !isRolledUp(dimension));
    counts.add(await countFacts(transaction, selection, rest, [window]));
    return counts.all();
  });
}

/** Counts of values as they come from several places. */
class ValueCounts {
  readonly #counts = new Map<string, ValueCount>();

  add(counts: readonly ValueCount[]): void {
    for (const count of counts) {
      const place = JSON.stringify([count.dimension, count.value]);
      this.#counts.set(place, { ...count, n: count.n + (this.#counts.get(place)?.n ?? 0) });
    }
  }

  all(): readonly ValueCount[] {
    return [...this.#counts.values()];
  }
}

async function countRollUps(
  transaction: Transaction,
  { variantIds, filters }: RoundTripSelection,
  cut: Cut,
  dimensions: readonly CountedDimension[],
  { days, hours }: { readonly days: readonly TimeWindow[]; readonly hours: readonly TimeWindow[] },
): Promise<readonly ValueCount[]> {
  const isNarrowed = variantIds !== null || filteredBy(filters).length > 0;
  const keys = isNarrowed ? await findFigureKeys(transaction, cut, variantIds, filters) : [];
  const ofKeys = isNarrowed
    ? Prisma.sql`and r.key_id = any(${keys.map(({ id }) => id)}::int[])`
    : Prisma.empty;
  const grains = [
    ...(days.length > 0 ? [sumsOf("daily", days, cut, ofKeys)] : []),
    ...(hours.length > 0 ? [sumsOf("hourly", hours, cut, ofKeys)] : []),
  ];
  if (grains.length === 0) return [];
  const values = dimensions.map(
    (dimension) => Prisma.sql`(${dimension}, ${Prisma.raw(`k.${column(dimension)}::text`)})`,
  );
  return Counts.parse(
    await transaction.$queryRaw`
      select d.dimension, d.value, sum(s.n)::float8 as n
      from (select key_id, sum(n) as n from (${Prisma.join(grains, " union all ")}) as g group by key_id) as s
        join figure_keys k on k.id = s.key_id
        cross join lateral (values ${Prisma.join(values)}) as d (dimension, value)
      group by 1, 2`,
  );
}

function sumsOf(
  grain: "daily" | "hourly",
  stretches: readonly TimeWindow[],
  cut: Cut,
  ofKeys: Prisma.Sql,
): Prisma.Sql {
  return Prisma.sql`
    select r.key_id, sum(r.n) as n from ${Prisma.raw(`${grain}_figures`)} r
    where r.key_id in (select id from figure_keys where cut = ${cut}) ${ofKeys}
      and ${startsWithinAny(Prisma.sql`r.started_at`, stretches)}
    group by r.key_id`;
}

async function countFacts(
  transaction: Transaction,
  selection: RoundTripSelection,
  dimensions: readonly CountedDimension[],
  stretches: readonly TimeWindow[],
): Promise<readonly ValueCount[]> {
  if (dimensions.length === 0 || stretches.length === 0) return [];
  const columns = dimensions.map((dimension) =>
    dimension === "variantId" ? Prisma.sql`r.variant_id` : COLUMNS[dimension].name,
  );
  // Of the columns in a grouping set's row only one was grouped by: grouping() gives 0 for it and 1 for the rest.
  const cases = dimensions.map(
    (dimension, at) => Prisma.sql`when grouping(${columns[at] ?? Prisma.empty}) = 0 then ${dimension}`,
  );
  return Counts.parse(
    await transaction.$queryRaw`
      select case ${Prisma.join(cases, " ")} end as dimension,
        coalesce(${Prisma.join(columns.map((name) => Prisma.sql`${name}::text`))}) as value, count(*)::float8 as n
      from ${TOLD_ROUND_TRIPS} r
      where ${startsWithinAny(Prisma.sql`r.started_at`, stretches)}
        and ${roundTripConditions({ ...selection, window: null })}
      group by grouping sets (${Prisma.join(columns.map((name) => Prisma.sql`(${name})`))})`,
  );
}
