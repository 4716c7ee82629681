import { z } from "zod";
import { OUTCOMES } from "#lib/domain/outcome.ts";
import type { RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { isDrawn } from "./drawn-sessions.ts";
import { readRows } from "./read-rows.ts";
import { roundTripConditions, startsWithin } from "./round-trip-conditions.ts";
import { TIMED_ROUND_TRIP_COLUMNS, TimedRoundTripRow } from "./timed-round-trip-row.ts";
import { TOLD_ROUND_TRIPS, TOLD_TURNS } from "./told-rows.ts";
import { PHASE_COLUMNS, PhasesRow } from "./turn-row.ts";

const TurnRow = z.object({
  id: z.string(),
  session: z.number(),
  startedAtMs: z.number(),
  durationMs: z.number(),
  outcome: z.enum(OUTCOMES),
  phases: PhasesRow,
});

const StretchRow = z.object({ turnId: z.string(), startMs: z.number(), endMs: z.number() });

/** Turns with what a replay needs to know of all that happened in them. */
export interface StoredRecordedTurns {
  readonly turns: readonly z.output<typeof TurnRow>[];
  readonly roundTrips: readonly TimedRoundTripRow[];
  /** Tools and approvals, in Unix ms. */
  readonly stretches: readonly z.output<typeof StretchRow>[];
}

/**
 * The complete turns that started within the window, of a share (0 to 1) of all sessions, whole sessions each; only
 * dimensions that turns have themselves can be filtered by.
 */
export async function findRecordedTurns(
  database: Database,
  window: TimeWindow,
  filters: RoundTripFilters,
  share: number,
): Promise<StoredRecordedTurns> {
  const phases = Object.entries(PHASE_COLUMNS).map(
    ([phase, column]) => Prisma.sql`${phase}::text, r.${column}`,
  );
  const turns = await readRows(
    database,
    TurnRow,
    Prisma.sql`
      select r.id, r.session, (extract(epoch from r.started_at) * 1000)::float8 as "startedAtMs",
        r.duration_ms as "durationMs", r.outcome, json_build_object(${Prisma.join(phases)}) as phases
      from ${TOLD_TURNS} r
      where ${startsWithin(Prisma.sql`r.started_at`, window)} and r.outcome = 'complete'
        and ${roundTripConditions({ window: null, variantIds: null, filters })}
        and ${isDrawn(Prisma.sql`r.session`, share)}
      order by r.started_at, r.id`,
  );
  const ids = turns.map(({ id }) => id);
  const [roundTrips, stretches] = await Promise.all([
    readRows(
      database,
      TimedRoundTripRow,
      Prisma.sql`select ${TIMED_ROUND_TRIP_COLUMNS} from ${TOLD_ROUND_TRIPS} r
        where r.turn_id = any(${ids}::text[]) order by r.started_at, r.id`,
    ),
    readRows(
      database,
      StretchRow,
      Prisma.sql`
        select turn_id as "turnId", start_ms as "startMs", end_ms as "endMs" from (
          select turn_id, extract(epoch from started_at)::float8 * 1000 as start_ms,
            extract(epoch from started_at)::float8 * 1000 + duration_ms as end_ms
          from tool_calls where turn_id = any(${ids}::text[])
          union all
          select turn_id, extract(epoch from decided_at)::float8 * 1000 - wait_ms,
            extract(epoch from decided_at)::float8 * 1000
          from approvals where turn_id = any(${ids}::text[])) as s
        where end_ms > start_ms`,
    ),
  ]);
  return { turns, roundTrips, stretches };
}
