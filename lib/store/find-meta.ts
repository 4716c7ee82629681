import { z } from "zod";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { findFigures } from "./rollups/find-figures.ts";
import { findTurnFigures } from "./rollups/find-turn-figures.ts";
import { unixMsOf } from "./round-trip-row.ts";

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

/** Counts all there is, roll-ups of facts that are gone included. */
export async function findRowCounts(database: Database): Promise<RowCounts> {
  const everything = { window: null, by: [], groupOf: () => "all", intervalMs: null } as const;
  const [[trips], [turns], [warmUps]] = await Promise.all([
    findFigures(database, {
      ...everything,
      selection: { ...everything, variantIds: null, filters: {} },
      figures: [],
      sums: true,
    }),
    findTurnFigures(database, { ...everything, filters: {}, durations: false }),
    readRows(database, z.object({ n: z.number() }), Prisma.sql`select count(*)::int as n from warm_ups`),
  ]);
  return {
    roundTrips: trips?.sums.counts.n ?? 0,
    attempts: trips?.sums.counts.attempts ?? 0,
    turns: turns?.sums.counts.n ?? 0,
    toolCalls: turns?.sums.counts.toolCalls ?? 0,
    approvals: turns?.sums.counts.approvals ?? 0,
    warmUps: warmUps?.n ?? 0,
  };
}
