import { z } from "zod";
import { THROTTLE_CLASSES } from "#lib/domain/limits/throttle.ts";
import { OUTCOMES } from "#lib/domain/outcome.ts";
import { RATE_LIMIT_UNITS } from "#lib/domain/rate-limit-reading.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import {
  isNarrowed,
  type RoundTripSelection,
  roundTripConditions,
  startsWithin,
} from "./round-trip-conditions.ts";
import { unixMsOf } from "./round-trip-row.ts";
import { roundTripOf, TOLD_ROUND_TRIPS } from "./told-rows.ts";

const text = z.string().nullable();
const figure = z.number().nullable();

const Row = z.object({
  roundTripId: z.string(),
  position: z.number(),
  turnId: text,
  sessionId: z.string(),
  variantId: z.number(),
  client: z.string(),
  person: text,
  team: text,
  account: text,
  limitFamily: text,
  outcome: z.enum(OUTCOMES),
  startedAtMs: z.number(),
  /** Of the attempt; null when its end is unknown. */
  durationMs: figure,
  statusCode: figure,
  class: z.enum(THROTTLE_CLASSES),
  code: text,
  retryAfterMs: figure,
  retryable: z.boolean().nullable(),
  family: text,
  windowMinutes: figure,
  unit: z.enum(RATE_LIMIT_UNITS).nullable(),
  /** From the attempt's start until the next one began; without a next one, until its own end. */
  lostMs: z.number(),
  /** Unix ms at which the next attempt of the same account and model began that was answered; null when none was yet. */
  recoveredAtMs: figure,
});

/** One refused attempt, with its round trip's origin. */
export type StoredThrottle = z.output<typeof Row>;

/** The refused attempts that began within the selection's window, of its round trips; the last `limit` in order of time. */
export async function findThrottles(
  database: Database,
  selection: RoundTripSelection,
  limit: number,
): Promise<StoredThrottle[]> {
  // An attempt may begin after its round trip's window has ended, so that the window counts for the attempt alone.
  const within = selection.window
    ? startsWithin(Prisma.sql`h.started_at`, selection.window)
    : Prisma.sql`true`;
  const ofRoundTrips = roundTripConditions({ ...selection, window: null });
  const newest = Prisma.sql`order by h.started_at desc, h.round_trip_id, h.position desc limit ${limit}::int`;
  const rows = await readRows(
    database,
    Row,
    Prisma.sql`
      with heard as materialized (
        select h.* from throttles h where ${within} ${isNarrowed(selection) ? Prisma.empty : newest}
      ), refused as (
        select h.*, r.turn_id, r.session, r.session_id, r.scope, r.variant_id, r.client, r.person, r.team, r.account,
          r.limit_family, r.outcome
        from heard h cross join lateral ${roundTripOf(Prisma.sql`h`)} r
        where ${ofRoundTrips}
        ${newest}
      )
      select f.round_trip_id as "roundTripId", f.position, f.turn_id as "turnId", f.session_id as "sessionId",
        f.variant_id as "variantId", f.client, f.person, f.team, f.account, f.limit_family as "limitFamily", f.outcome,
        ${unixMsOf(Prisma.sql`f.started_at`)} as "startedAtMs", a.duration_ms as "durationMs",
        a.status_code as "statusCode", f.class, f.code, f.retry_after_ms as "retryAfterMs", f.retryable, f.family,
        f.window_minutes as "windowMinutes", f.unit, f.lost_ms as "lostMs",
        ${unixMsOf(Prisma.sql`coalesce(own.started_at, later.started_at)`)} as "recoveredAtMs"
      from refused f
        join attempts a on a.round_trip_id = f.round_trip_id
          and a.round_trip_started_at = f.round_trip_started_at and a.position = f.position
        left join lateral (
          select l.started_at from attempts l
          where f.outcome in ('complete', 'cancelled') and l.round_trip_id = f.round_trip_id
            and l.round_trip_started_at = f.round_trip_started_at
          order by l.position desc limit 1
        ) own on true
        left join lateral (
          select x.started_at from ${TOLD_ROUND_TRIPS} x
          where own.started_at is null and x.scope = f.scope and x.variant_id = f.variant_id
            and x.outcome = 'complete' and x.started_at > f.started_at
          order by x.started_at limit 1
        ) later on true
      order by f.started_at, f.round_trip_id, f.position`,
  );
  return rows;
}
