import { z } from "zod";
import { OUTCOMES } from "#lib/domain/outcome.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { unixMsOf } from "./round-trip-row.ts";
import { PHASE_COLUMNS, PhasesRow } from "./turn-row.ts";

const SessionTurnRow = z.object({
  id: z.string(),
  startedAtMs: z.number(),
  durationMs: z.number(),
  outcome: z.enum(OUTCOMES),
  roundTrips: z.number(),
  toolCalls: z.number(),
  phases: PhasesRow,
});

const SessionTripRow = z.object({
  turnId: z.string().nullable(),
  variantId: z.number(),
  startedAtMs: z.number(),
  e2eMs: z.number(),
  ttftMs: z.number().nullable(),
  outputTokens: z.number().nullable(),
  outcome: z.enum(OUTCOMES),
});

/** A turn of a session, with how many round trips and tool calls it took. */
export type SessionTurnRow = z.output<typeof SessionTurnRow>;

/** A round trip of a session, as far as its course needs it. */
export type SessionTripRow = z.output<typeof SessionTripRow>;

/** All turns and round trips of a session that are kept, each in order of time. */
export interface StoredSession {
  readonly turns: readonly SessionTurnRow[];
  readonly roundTrips: readonly SessionTripRow[];
}

/** What is kept of the session of this id; without turns when there is none. */
export async function findSession(database: Database, id: string): Promise<StoredSession> {
  const isOwn = Prisma.sql`= any(array(select s.id from sessions s where s.session_id = ${id}))`;
  const [turns, roundTrips] = await Promise.all([
    readRows(
      database,
      SessionTurnRow,
      Prisma.sql`
        select t.id, ${unixMsOf(Prisma.sql`t.started_at`)} as "startedAtMs", t.duration_ms as "durationMs", t.outcome,
          t.round_trips as "roundTrips", t.tool_calls as "toolCalls",
          json_build_object(${Prisma.join(
            Object.entries(PHASE_COLUMNS).map(([phase, column]) => Prisma.sql`${phase}::text, t.${column}`),
          )}) as phases
        from turns t where t.session ${isOwn}
        order by t.started_at, t.id`,
    ),
    readRows(
      database,
      SessionTripRow,
      Prisma.sql`
        select f.turn_id as "turnId", o.variant_id as "variantId", ${unixMsOf(Prisma.sql`f.started_at`)} as "startedAtMs",
          f.e2e_ms as "e2eMs", f.ttft_ms as "ttftMs", f.output_tokens as "outputTokens", e.outcome
        from round_trips f join routes o on o.id = f.route_id join endings e on e.id = f.ending_id
        where f.session ${isOwn}
        order by f.started_at, f.id`,
    ),
  ]);
  return { turns, roundTrips };
}
