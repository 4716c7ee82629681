import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { isDrawn } from "./drawn-sessions.ts";
import { readRows } from "./read-rows.ts";
import { type RoundTripSelection, roundTripConditions } from "./round-trip-conditions.ts";
import { TIMED_ROUND_TRIP_COLUMNS, TimedRoundTripRow } from "./timed-round-trip-row.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

/** The selected complete round trips of a share (0 to 1) of all sessions, whole sessions each. */
export function findDonors(
  database: Database,
  selection: RoundTripSelection,
  share: number,
): Promise<TimedRoundTripRow[]> {
  return readRows(
    database,
    TimedRoundTripRow,
    Prisma.sql`
      select ${TIMED_ROUND_TRIP_COLUMNS} from ${TOLD_ROUND_TRIPS} r
      where ${roundTripConditions(selection)} and ${isDrawn(Prisma.sql`r.session`, share)} and r.outcome = 'complete'
      order by r.started_at, r.id`,
  );
}
