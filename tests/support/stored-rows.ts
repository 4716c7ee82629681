import { z } from "zod";
import type { Database } from "#lib/store/database.ts";
import { readRows } from "#lib/store/read-rows.ts";
import {
  DETAILED_ROUND_TRIP_COLUMNS,
  DetailedRoundTripRow,
  unixMsOf,
  WIRE_DETAILS_JOIN,
} from "#lib/store/round-trip-row.ts";
import { TOLD_ROUND_TRIPS, TOLD_TURNS, TOLD_WARM_UPS } from "#lib/store/told-rows.ts";
import { TURN_COLUMNS, TurnRow } from "#lib/store/turn-row.ts";
import { Prisma } from "#prisma/generated/client.ts";

// What is stored, read whole: facts with all that belongs to them by name, whatever tables it lies in.

const Scoped = z.object({ scope: z.string(), segmentMs: z.number() });

const StoredRoundTripRow = DetailedRoundTripRow.extend({
  ...Scoped.shape,
  provider: z.string().nullable(),
  model: z.string().nullable(),
  serviceTier: z.string().nullable(),
  reasoningEffort: z.string().nullable(),
});

const StoredAttemptRow = z.object({
  roundTripId: z.string(),
  roundTripStartedAtMs: z.number(),
  position: z.number(),
  startedAtMs: z.number(),
  durationMs: z.number().nullable(),
  statusCode: z.number().nullable(),
  errorType: z.string().nullable(),
  throttleClass: z.string().nullable(),
  lostMs: z.number().nullable(),
});

/** A try of a round trip; one that has no row of its own as its round trip tells it. */
export type StoredTry = Omit<
  z.output<typeof StoredAttemptRow>,
  "roundTripId" | "roundTripStartedAtMs" | "position"
>;

/** A round trip with its variant, its place, what was measured at the wire, and each of its tries in order. */
export type StoredRoundTrip = z.output<typeof StoredRoundTripRow> & { readonly tries: readonly StoredTry[] };

/** All round trips in the order of their ids. */
export async function storedRoundTrips(database: Database): Promise<readonly StoredRoundTrip[]> {
  const rows = await readRows(
    database,
    StoredRoundTripRow,
    Prisma.sql`
      select ${DETAILED_ROUND_TRIP_COLUMNS}, r.scope, r.segment_ms as "segmentMs", v.provider, v.model,
        v.service_tier as "serviceTier", v.reasoning_effort as "reasoningEffort"
      from ${TOLD_ROUND_TRIPS} r left join model_variants v on v.id = r.variant_id ${WIRE_DETAILS_JOIN}
      order by r.id collate "C", r.started_at`,
  );
  const attempts = await readRows(
    database,
    StoredAttemptRow,
    Prisma.sql`
      select a.round_trip_id as "roundTripId", a.position,
        ${unixMsOf(Prisma.sql`a.round_trip_started_at`)} as "roundTripStartedAtMs",
        ${unixMsOf(Prisma.sql`a.started_at`)} as "startedAtMs", a.duration_ms as "durationMs",
        a.status_code as "statusCode", a.error_type as "errorType",
        h.class as "throttleClass", h.lost_ms as "lostMs"
      from attempts a left join throttles h on h.round_trip_id = a.round_trip_id
        and h.round_trip_started_at = a.round_trip_started_at and h.position = a.position
      order by a.position`,
  );
  const place = (id: string, startedAtMs: number) => JSON.stringify([id, startedAtMs]);
  const byTrip = Map.groupBy(attempts, (row) => place(row.roundTripId, row.roundTripStartedAtMs));
  return rows.map((row) => {
    const own = byTrip.get(place(row.id, row.startedAtMs)) ?? [];
    const { startedAtMs, e2eMs: durationMs, statusCode, errorType } = row;
    const only = { startedAtMs, durationMs, statusCode, errorType, throttleClass: null, lostMs: null };
    const told = own.map(({ roundTripId, roundTripStartedAtMs, position, ...attempt }) => attempt);
    return { ...row, tries: told.length === 0 && row.attempts === 1 ? [only] : told };
  });
}

const StoredTurnRow = TurnRow.extend({
  ...Scoped.shape,
  roundTrips: z.number(),
  toolCalls: z.number(),
  approvals: z.number(),
  /** Round trips by the routes of its call set, each with the model of the route. */
  calls: z.array(z.object({ model: z.string().nullable(), count: z.number() })),
  mainModel: z.string().nullable(),
});

/** A turn with its place, and what it counts. */
export type StoredTurn = z.output<typeof StoredTurnRow>;

/** All turns in the order of their ids. */
export function storedTurns(database: Database): Promise<readonly StoredTurn[]> {
  return readRows(
    database,
    StoredTurnRow,
    Prisma.sql`
      select ${TURN_COLUMNS}, t.scope, t.segment_ms as "segmentMs", t.round_trips as "roundTrips",
        t.tool_calls as "toolCalls", t.approvals, m.model as "mainModel",
        (select coalesce(json_agg(json_build_object('model', v.model, 'count', c.count) order by c.place), '[]')
          from unnest(t.route_ids, t.calls) with ordinality as c (route_id, count, place)
            left join routes o on o.id = c.route_id left join model_variants v on v.id = o.variant_id) as calls
      from ${TOLD_TURNS} t left join model_variants m on m.id = t.main_variant_id
      order by t.id collate "C", t.started_at`,
  );
}

const StoredWarmUpRow = z.object({ id: z.string(), scope: z.string(), sessionId: z.string() });

/** A warm-up with the session that it is of. */
export type StoredWarmUp = z.output<typeof StoredWarmUpRow>;

/** All warm-ups in the order of their ids. */
export function storedWarmUps(database: Database): Promise<readonly StoredWarmUp[]> {
  return readRows(
    database,
    StoredWarmUpRow,
    Prisma.sql`
      select w.id, w.scope, w.session_id as "sessionId"
      from ${TOLD_WARM_UPS} w order by w.id collate "C"`,
  );
}
