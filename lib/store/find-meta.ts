import { z } from "zod";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { COLUMNS, type RoundTripSelection, roundTripConditions } from "./round-trip-conditions.ts";
import { unixMsOf } from "./round-trip-row.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

/** The dimensions stored in round_trips itself whose values are few enough to list. */
export const LISTED_COLUMNS = [
  "client",
  "clientVersion",
  "transport",
  "connectionReused",
  "person",
  "team",
  "repository",
  "outcome",
  "errorType",
  "statusCode",
  "basis",
] as const satisfies readonly (keyof typeof COLUMNS)[];

const ExtentRow = z.object({ firstMs: z.number().nullable(), lastMs: z.number().nullable() });

/** Starts of the first and the last round trip or turn, in Unix ms; null when there is none. */
export type DataExtent = z.output<typeof ExtentRow>;

/** When the data begins and ends; quick at any size. */
export async function findDataExtent(database: Database): Promise<DataExtent> {
  const [row] = await readRows(
    database,
    ExtentRow,
    Prisma.sql`
      select
        ${unixMsOf(Prisma.sql`least((select min(started_at) from round_trips), (select min(started_at) from turns))`)}
          as "firstMs",
        ${unixMsOf(Prisma.sql`greatest((select max(started_at) from round_trips), (select max(started_at) from turns))`)}
          as "lastMs"`,
  );
  return row ?? { firstMs: null, lastMs: null };
}

const RowCounts = z.object({
  roundTrips: z.number(),
  attempts: z.number(),
  turns: z.number(),
  toolCalls: z.number(),
  approvals: z.number(),
  warmUps: z.number(),
});

/** How many rows each kind of data has, all time. */
export type RowCounts = z.output<typeof RowCounts>;

/** Counts all rows. */
export async function findRowCounts(database: Database): Promise<RowCounts> {
  const [row] = await readRows(
    database,
    RowCounts,
    Prisma.sql`
      select (select count(*)::int from round_trips) as "roundTrips", (select coalesce(sum(attempts), 0)::int from round_trips) as attempts,
        (select count(*)::int from turns) as turns, (select count(*)::int from tool_calls) as "toolCalls",
        (select count(*)::int from approvals) as approvals, (select count(*)::int from warm_ups) as "warmUps"`,
  );
  if (!row) throw new Error("A query without a table gives one row");
  return row;
}

const ValueRow = z.object({ position: z.number(), value: z.string().nullable(), n: z.number() });

/** One value of one listed column (null when unknown), or one model variant, and how many round trips have it. */
export interface ValueCount {
  readonly dimension: (typeof LISTED_COLUMNS)[number] | "variantId";
  readonly value: string | null;
  readonly n: number;
}

/** Counts the values of every listed column and of the model variant in one pass over the selected round trips. */
export async function findValueCounts(
  database: Database,
  selection: RoundTripSelection,
): Promise<ValueCount[]> {
  const dimensions = [...LISTED_COLUMNS, "variantId"] as const;
  const columns = [...LISTED_COLUMNS.map((dimension) => COLUMNS[dimension].name), Prisma.sql`r.variant_id`];
  // Of the columns in a grouping set's row only one was grouped by: grouping() gives 0 for it and 1 for the rest.
  const cases = columns.map(
    (column, position) => Prisma.sql`when grouping(${column}) = 0 then ${position}::int`,
  );
  const values = columns.map((column) => Prisma.sql`${column}::text`);
  const rows = await readRows(
    database,
    ValueRow,
    Prisma.sql`
      select case ${Prisma.join(cases, " ")} end as position, coalesce(${Prisma.join(values)}) as value, count(*)::int as n
      from ${TOLD_ROUND_TRIPS} r
      where ${roundTripConditions(selection)}
      group by grouping sets (${Prisma.join(columns.map((column) => Prisma.sql`(${column})`))})`,
  );
  return rows.map(({ position, value, n }) => ({ dimension: dimensions[position] ?? "variantId", value, n }));
}
