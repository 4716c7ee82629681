import { z } from "zod";
import { THROTTLE_CLASSES } from "#lib/domain/limits/throttle.ts";
import { OUTCOMES } from "#lib/domain/outcome.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import {
  DETAILED_ROUND_TRIP_COLUMNS,
  DetailedRoundTripRow,
  unixMsOf,
  WIRE_DETAILS_JOIN,
} from "./round-trip-row.ts";
import { TOLD_ROUND_TRIPS, TOLD_TURNS, TOLD_WARM_UPS } from "./told-rows.ts";
import { TURN_COLUMNS, TurnRow } from "./turn-row.ts";

const AttemptRow = z.object({
  roundTripId: z.string(),
  startedAtMs: z.number(),
  durationMs: z.number().nullable(),
  statusCode: z.number().nullable(),
  errorType: z.string().nullable(),
  throttleClass: z.enum(THROTTLE_CLASSES).nullable(),
});

const ToolCallRow = z.object({
  id: z.string(),
  tool: z.string().nullable(),
  startedAtMs: z.number(),
  durationMs: z.number().nullable(),
  outcome: z.enum(OUTCOMES).nullable(),
});

const ApprovalRow = z.object({
  id: z.string(),
  tool: z.string().nullable(),
  decidedAtMs: z.number(),
  waitMs: z.number().nullable(),
  decision: z.string().nullable(),
  decidedBy: z.string().nullable(),
});

const WarmUpRow = z.object({
  id: z.string(),
  model: z.string().nullable(),
  startedAtMs: z.number(),
  e2eMs: z.number().nullable(),
});

/** A turn with everything that happened in it, each in order of time. */
export interface StoredTurn {
  readonly turn: TurnRow;
  readonly roundTrips: readonly DetailedRoundTripRow[];
  readonly attempts: readonly z.output<typeof AttemptRow>[];
  readonly toolCalls: readonly z.output<typeof ToolCallRow>[];
  readonly approvals: readonly z.output<typeof ApprovalRow>[];
  /** Warm-ups of the session from `warmUpLeadMs` before the turn to its end. */
  readonly warmUps: readonly z.output<typeof WarmUpRow>[];
}

/** The turn of this id, or null. */
export async function findTurn(
  database: Database,
  id: string,
  warmUpLeadMs: number,
): Promise<StoredTurn | null> {
  const [turn] = await readRows(
    database,
    TurnRow,
    Prisma.sql`select ${TURN_COLUMNS} from ${TOLD_TURNS} t where t.id = ${id}`,
  );
  if (!turn) return null;
  const [roundTrips, attempts, toolCalls, approvals, warmUps] = await Promise.all([
    readRows(
      database,
      DetailedRoundTripRow,
      Prisma.sql`select ${DETAILED_ROUND_TRIP_COLUMNS} from ${TOLD_ROUND_TRIPS} r
        ${WIRE_DETAILS_JOIN} where r.turn_id = ${id} order by r.started_at, r.id`,
    ),
    readRows(
      database,
      AttemptRow,
      Prisma.sql`
        select a.round_trip_id as "roundTripId", ${unixMsOf(Prisma.sql`a.started_at`)} as "startedAtMs",
          a.duration_ms as "durationMs", a.status_code as "statusCode", a.error_type as "errorType",
          h.class as "throttleClass"
        from attempts a
          left join throttles h on h.round_trip_id = a.round_trip_id
            and h.round_trip_started_at = a.round_trip_started_at and h.position = a.position
          join round_trips r on r.id = a.round_trip_id and r.started_at = a.round_trip_started_at
        where r.turn_id = ${id}
        order by a.round_trip_id, a.position`,
    ),
    readRows(
      database,
      ToolCallRow,
      Prisma.sql`
        select c.id, c.tool, ${unixMsOf(Prisma.sql`c.started_at`)} as "startedAtMs", c.duration_ms as "durationMs", c.outcome
        from tool_calls c join turns t on t.id = c.turn_id and t.started_at = c.turn_started_at
        where t.id = ${id} order by c.started_at, c.id`,
    ),
    readRows(
      database,
      ApprovalRow,
      Prisma.sql`
        select p.id, p.tool, ${unixMsOf(Prisma.sql`p.decided_at`)} as "decidedAtMs", p.wait_ms as "waitMs",
          p.decision, p.decided_by as "decidedBy"
        from approvals p join turns t on t.id = p.turn_id and t.started_at = p.turn_started_at
        where t.id = ${id} order by p.decided_at, p.id`,
    ),
    readRows(
      database,
      WarmUpRow,
      Prisma.sql`
        select w.id, w.model, ${unixMsOf(Prisma.sql`w.started_at`)} as "startedAtMs", w.e2e_ms as "e2eMs"
        from ${TOLD_WARM_UPS} w join ${TOLD_TURNS} t on t.session_id = w.session_id
        where t.id = ${id}
          and w.started_at >= t.started_at - ${warmUpLeadMs}::double precision * interval '1 millisecond'
          and w.started_at <= t.started_at + t.duration_ms * interval '1 millisecond'
        order by w.started_at, w.id`,
    ),
  ]);
  return {
    turn,
    roundTrips,
    attempts: roundTrips.flatMap((trip) => attemptsOf(trip, attempts)),
    toolCalls,
    approvals,
    warmUps,
  };
}

/** The only attempt of a round trip has no row of its own when it tells just what the round trip does. */
function attemptsOf(
  trip: DetailedRoundTripRow,
  stored: readonly z.output<typeof AttemptRow>[],
): readonly z.output<typeof AttemptRow>[] {
  const own = stored.filter(({ roundTripId }) => roundTripId === trip.id);
  if (own.length > 0 || trip.attempts === 0) return own;
  const { id, startedAtMs, e2eMs, statusCode, errorType } = trip;
  return [{ roundTripId: id, startedAtMs, durationMs: e2eMs, statusCode, errorType, throttleClass: null }];
}
