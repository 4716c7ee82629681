import { z } from "zod";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { startsWithin } from "./round-trip-conditions.ts";
import { TOLD_TURNS } from "./told-rows.ts";
import { TURN_COLUMNS, TurnRow } from "./turn-row.ts";

const Row = TurnRow.extend({ roundTrips: z.number() });

/** A turn and how many round trips it took. */
export type LatestTurn = z.output<typeof Row>;

/** The turns that started last within the window, newest first. */
export function findLatestTurns(
  database: Database,
  window: TimeWindow,
  limit: number,
): Promise<LatestTurn[]> {
  return readRows(
    database,
    Row,
    Prisma.sql`
      select ${TURN_COLUMNS}, t.round_trips as "roundTrips"
      from ${TOLD_TURNS} t
      where ${startsWithin(Prisma.sql`t.started_at`, window)}
      order by t.started_at desc, t.id desc
      limit ${limit}::int`,
  );
}
