import { z } from "zod";
import { CUTS, type Cut, type CutDimension, chooseCut } from "#lib/domain/figures/cut.ts";
import { planStretches } from "#lib/domain/figures/plan-stretches.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { ID_OF, TABLE_OF } from "./rollups/dimension-tables.ts";
import { findFigureKeys } from "./rollups/find-keys.ts";
import { findStaleRollUps } from "./rollups/find-stale.ts";
import { inSnapshot } from "./rollups/in-snapshot.ts";
import { column } from "./rollups/roll-up-columns.ts";
import { windowOfAll } from "./rollups/window-of-all.ts";
import {
  filteredBy,
  isNarrowed,
  type RoundTripSelection,
  roundTripConditions,
  startsWithinAny,
} from "./round-trip-conditions.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

type Transaction = Pick<Prisma.TransactionClient, "$queryRaw">;

/** What values are counted of. */
export type CountedDimension = CutDimension | "variantId";

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
 * Counts the values of every dimension that roll-ups tell apart, and of the model variant, or of those wanted, among the
 * selected round trips, all from one snapshot. Of dimensions that no cut tells together with those that are filtered by,
 * in one pass over the facts.
 */
export async function findValueCounts(
  database: Database,
  selection: RoundTripSelection,
  wanted: readonly CountedDimension[] = [...CUT_OF.keys()],
): Promise<readonly ValueCount[]> {
  const filtered = filteredBy(selection.filters);
  const cuts = new Map(
    wanted.map((dimension) => {
      const asked = [...(dimension === "variantId" ? [] : [dimension]), ...filtered];
      return [
        dimension,
        filtered.length === 0 ? (CUT_OF.get(dimension) ?? null) : chooseCut(CUTS, asked),
      ] as const;
    }),
  );
  return await inSnapshot(database, async (transaction) => {
    const window = selection.window ?? (await windowOfAll(transaction));
    const plan = planStretches(window, null, await findStaleRollUps(transaction, window));
    const counts = new ValueCounts();
    const rolledUp = new Map(
      [...cuts].flatMap(([dimension, cut]) => (cut === null ? [] : [[dimension, cut] as const])),
    );
    counts.add(await countRollUps(transaction, selection, rolledUp, plan));
    counts.add(await countFacts(transaction, selection, [...rolledUp.keys()], plan.facts));
    const rest = [...cuts.keys()].filter((dimension) => cuts.get(dimension) === null);
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

/** All cuts in one pass over each grain: a key belongs to one cut, and counts for the dimensions that are read from it. */
async function countRollUps(
  transaction: Transaction,
  selection: RoundTripSelection,
  cutOf: ReadonlyMap<CountedDimension, Cut>,
  { days, hours }: { readonly days: readonly TimeWindow[]; readonly hours: readonly TimeWindow[] },
): Promise<readonly ValueCount[]> {
  const cuts = [...new Set(cutOf.values())];
  const ofKeys = isNarrowed(selection)
    ? Prisma.sql`r.key_id = any(${await findKeyIds(transaction, selection, cuts)}::int[])`
    : Prisma.sql`r.key_id in (select id from figure_keys where cut = any(${cuts}))`;
  const grains = [
    ...(days.length > 0 ? [sumsOf("daily", days, ofKeys)] : []),
    ...(hours.length > 0 ? [sumsOf("hourly", hours, ofKeys)] : []),
  ];
  if (grains.length === 0 || cuts.length === 0) return [];
  const values = [...cutOf].map(
    ([dimension, cut]) => Prisma.sql`(${dimension}, ${cut}, ${Prisma.raw(`k.${column(dimension)}::text`)})`,
  );
  return Counts.parse(
    await transaction.$queryRaw`
      select d.dimension, d.value, sum(s.n)::float8 as n
      from (select key_id, sum(n) as n from (${Prisma.join(grains, " union all ")}) as g group by key_id) as s
        join figure_keys k on k.id = s.key_id
        cross join lateral (values ${Prisma.join(values)}) as d (dimension, cut, value)
      where d.cut = k.cut
      group by 1, 2`,
  );
}

async function findKeyIds(
  transaction: Transaction,
  { variantIds, filters }: RoundTripSelection,
  cuts: readonly Cut[],
): Promise<number[]> {
  const ids: number[] = [];
  for (const cut of cuts)
    for (const { id } of await findFigureKeys(transaction, cut, variantIds, filters)) ids.push(id);
  return ids;
}

function sumsOf(grain: "daily" | "hourly", stretches: readonly TimeWindow[], ofKeys: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select r.key_id, sum(r.n) as n from ${Prisma.raw(`${grain}_figures`)} r
    where ${ofKeys} and ${startsWithinAny(Prisma.sql`r.started_at`, stretches)}
    group by r.key_id`;
}

/** Counts facts by what they refer to, of which there is little, and only that by its values. */
async function countFacts(
  transaction: Transaction,
  selection: RoundTripSelection,
  dimensions: readonly CountedDimension[],
  stretches: readonly TimeWindow[],
): Promise<readonly ValueCount[]> {
  if (dimensions.length === 0 || stretches.length === 0) return [];
  const tables = [...Map.groupBy(dimensions, (dimension) => TABLE_OF[dimension])];
  const ids = tables.map(([table]) => Prisma.raw(`r.${ID_OF[table]}`));
  const named = tables.map(([table, own]) => {
    const values = own.map(
      (dimension) => Prisma.sql`(${dimension}, ${Prisma.raw(`k.${column(dimension)}::text`)})`,
    );
    return Prisma.sql`
      select d.dimension, d.value, sum(c.n)::float8 as n
      from counted c join ${Prisma.raw(`${table} k on k.id = c.${ID_OF[table]}`)}
        cross join lateral (values ${Prisma.join(values)}) as d (dimension, value)
      group by 1, 2`;
  });
  return Counts.parse(
    await transaction.$queryRaw`
      with counted as materialized (
        select ${Prisma.join(ids)}, count(*) as n
        from ${TOLD_ROUND_TRIPS} r
        where ${startsWithinAny(Prisma.sql`r.started_at`, stretches)}
          and ${roundTripConditions({ ...selection, window: null })}
        group by grouping sets (${Prisma.join(ids.map((id) => Prisma.sql`(${id})`))}))
      ${Prisma.join(named, " union all ")}`,
  );
}
