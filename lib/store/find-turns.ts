import { z } from "zod";
import type { RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { roundTripConditions } from "./round-trip-conditions.ts";
import { TOLD_TURNS } from "./told-rows.ts";
import { TURN_COLUMNS, TurnRow } from "./turn-row.ts";

const Row = TurnRow.extend({ roundTrips: z.number() });

/** A turn and how many round trips it took. */
export type ListedTurn = z.output<typeof Row>;

/** What a list of turns can begin with: the newest, or the longest. */
export const TURN_ORDERS = ["startedAt", "durationMs"] as const;

/** Which turns, and which first. */
export interface TurnListing {
  /** In which they began. */
  readonly window: TimeWindow;
  /** By what turns have themselves: who ran them, with what, in which session. */
  readonly filters: RoundTripFilters;
  readonly order: (typeof TURN_ORDERS)[number];
  readonly limit: number;
}

const ORDER_COLUMNS = {
  startedAt: Prisma.sql`t.started_at`,
  durationMs: Prisma.sql`t.duration_ms`,
} as const satisfies Record<TurnListing["order"], Prisma.Sql>;

/** The first turns of a window in descending order. */
export function findTurns(
  database: Database,
  { window, filters, order, limit }: TurnListing,
): Promise<ListedTurn[]> {
  return readRows(
    database,
    Row,
    Prisma.sql`
      select ${TURN_COLUMNS}, t.round_trips as "roundTrips"
      from (select * from ${TOLD_TURNS} r where ${roundTripConditions({ window, variantIds: null, filters })}) t
      order by ${ORDER_COLUMNS[order]} desc, t.id desc
      limit ${limit}::int`,
  );
}
