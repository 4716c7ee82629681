import { z } from "zod";
import { CUTS, type Cut, type CutDimension, chooseCut } from "#lib/domain/figures/cut.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { findFigures, type GroupValues } from "./rollups/find-figures.ts";
import {
  COLUMNS,
  filteredBy,
  type RoundTripSelection,
  roundTripConditions,
} from "./round-trip-conditions.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

/** What values are counted of. */
type CountedDimension = CutDimension | "variantId";

/** One value of a dimension (null when unknown), or one model variant, and how many round trips have it. */
export interface ValueCount {
  readonly dimension: CountedDimension;
  readonly value: string | null;
  readonly n: number;
}

/** Which cut each dimension is counted by. */
const COUNTED_BY: Readonly<Record<Cut, readonly CountedDimension[]>> = {
  ...CUTS,
  model: ["variantId"],
  person: ["person"],
};

/**
 * Counts the values of every dimension that roll-ups tell apart, and of the model variant, among the selected round
 * trips. Of dimensions that no cut tells apart together with those that are filtered by, in one pass over the facts.
 */
export async function findValueCounts(
  database: Database,
  selection: RoundTripSelection,
): Promise<readonly ValueCount[]> {
  const filtered = filteredBy(selection.filters);
  const isRolledUp = (cut: Cut) => chooseCut(CUTS, [...CUTS[cut], ...filtered]) !== null;
  const cuts = Object.keys(CUTS) as Cut[];
  const counts = await Promise.all([
    ...cuts.filter(isRolledUp).map((cut) => countByCut(database, selection, cut)),
    countFacts(
      database,
      selection,
      cuts.filter((cut) => !isRolledUp(cut)).flatMap((cut) => COUNTED_BY[cut]),
    ),
  ]);
  return counts.flat();
}

async function countByCut(
  database: Database,
  selection: RoundTripSelection,
  cut: Cut,
): Promise<ValueCount[]> {
  const groups = await findFigures(database, {
    selection,
    figures: [],
    by: CUTS[cut],
    groupOf: (values) => JSON.stringify(values),
    intervalMs: null,
  });
  const told = groups.map(({ group, sums }) => ({
    values: JSON.parse(group) as GroupValues,
    n: sums.counts.n,
  }));
  return COUNTED_BY[cut].flatMap((dimension) =>
    [...Map.groupBy(told, ({ values }) => values[dimension] ?? null)].map(([value, same]) => ({
      dimension,
      value: value === null ? null : String(value),
      n: same.reduce((sum, { n }) => sum + n, 0),
    })),
  );
}

const ValueRow = z.object({ position: z.number(), value: z.string().nullable(), n: z.number() });

async function countFacts(
  database: Database,
  selection: RoundTripSelection,
  dimensions: readonly CountedDimension[],
): Promise<ValueCount[]> {
  const [first] = dimensions;
  if (first === undefined) return [];
  const columns = dimensions.map((dimension) =>
    dimension === "variantId" ? Prisma.sql`r.variant_id` : COLUMNS[dimension].name,
  );
  // Of the columns in a grouping set's row only one was grouped by: grouping() gives 0 for it and 1 for the rest.
  const cases = columns.map(
    (column, position) => Prisma.sql`when grouping(${column}) = 0 then ${position}::int`,
  );
  const rows = await readRows(
    database,
    ValueRow,
    Prisma.sql`
      select case ${Prisma.join(cases, " ")} end as position,
        coalesce(${Prisma.join(columns.map((column) => Prisma.sql`${column}::text`))}) as value, count(*)::int as n
      from ${TOLD_ROUND_TRIPS} r
      where ${roundTripConditions(selection)}
      group by grouping sets (${Prisma.join(columns.map((column) => Prisma.sql`(${column})`))})`,
  );
  return rows.map(({ position, value, n }) => ({ dimension: dimensions[position] ?? first, value, n }));
}
