import { z } from "zod";
import { THROTTLE_CLASSES } from "#lib/domain/limits/throttle.ts";
import { OUTCOMES } from "#lib/domain/outcome.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { DETAILED_ROUND_TRIP_COLUMNS, DetailedRoundTripRow, unixMsOf } from "./round-trip-row.ts";
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
    Prisma.sql`select ${TURN_COLUMNS} from turns t where t.id = ${id}`,
  );
  if (!turn) return null;
  const [roundTrips, attempts, toolCalls, approvals, warmUps] = await Promise.all([
    readRows(
      database,
      DetailedRoundTripRow,
      Prisma.sql`select ${DETAILED_ROUND_TRIP_COLUMNS} from round_trips r where r.turn_id = ${id} order by r.started_at, r.id`,
    ),
    readRows(
      database,
      AttemptRow,
      Prisma.sql`
        select a.round_trip_id as "roundTripId", ${unixMsOf(Prisma.sql`a.started_at`)} as "startedAtMs",
          a.duration_ms as "durationMs", a.status_code as "statusCode", a.error_type as "errorType",
          h.class as "throttleClass"
        from attempts a
          left join throttles h on h.round_trip_id = a.round_trip_id and h.position = a.position
          join round_trips r on r.id = a.round_trip_id
        where r.turn_id = ${id}
        order by a.round_trip_id, a.position`,
    ),
    readRows(
      database,
      ToolCallRow,
      Prisma.sql`
        select c.id, c.tool, ${unixMsOf(Prisma.sql`c.started_at`)} as "startedAtMs", c.duration_ms as "durationMs", c.outcome
        from tool_calls c where c.turn_id = ${id} order by c.started_at, c.id`,
    ),
    readRows(
      database,
      ApprovalRow,
      Prisma.sql`
        select p.id, p.tool, ${unixMsOf(Prisma.sql`p.decided_at`)} as "decidedAtMs", p.wait_ms as "waitMs",
          p.decision, p.decided_by as "decidedBy"
        from approvals p where p.turn_id = ${id} order by p.decided_at, p.id`,
    ),
    readRows(
      database,
      WarmUpRow,
      Prisma.sql`
        select w.id, w.model, ${unixMsOf(Prisma.sql`w.started_at`)} as "startedAtMs", w.e2e_ms as "e2eMs"
        from warm_ups w join turns t on t.session_id = w.session_id
        where t.id = ${id}
          and w.started_at >= t.started_at - ${warmUpLeadMs}::double precision * interval '1 millisecond'
          and w.started_at <= t.started_at + t.duration_ms * interval '1 millisecond'
        order by w.started_at, w.id`,
    ),
  ]);
  return { turn, roundTrips, attempts, toolCalls, approvals, warmUps };
}
