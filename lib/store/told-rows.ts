import { Prisma } from "#prisma/generated/client.ts";

// What many facts have in common lies in tables of its own. A query that does not ask for a column pays nothing for
// its table: PostgreSQL leaves out a left join by a unique key of which nothing is used.

/** round_trips with all that belongs to them by name, to be selected from under an alias. */
export const TOLD_ROUND_TRIPS = Prisma.sql`(
  select f.*, o.variant_id, o.transport, o.connection_reused, o.basis, o.requested_tier, o.fallback_from_web_socket,
    c.client, c.client_version, c.person, c.team, c.repository, e.outcome, e.error_type, e.status_code,
    a.account, a.limit_family, s.scope, s.session_id
  from round_trips f
    left join routes o on o.id = f.route_id
    left join callers c on c.id = f.caller_id
    left join endings e on e.id = f.ending_id
    left join accounts a on a.id = f.account_id
    left join sessions s on s.id = f.session)`;

/** turns with all that belongs to them by name, to be selected from under an alias. */
export const TOLD_TURNS = Prisma.sql`(
  select f.*, c.client, c.client_version, c.person, c.team, c.repository, s.scope, s.session_id,
    k.route_ids, k.main_variant_id
  from turns f
    left join callers c on c.id = f.caller_id
    left join sessions s on s.id = f.session
    left join call_sets k on k.id = f.call_set_id)`;

/** warm_ups with the session that they are of, to be selected from under an alias. */
export const TOLD_WARM_UPS = Prisma.sql`(
  select f.*, s.scope, s.session_id from warm_ups f left join sessions s on s.id = f.session)`;

/**
 * The round trip, with all that belongs to it, of each row of what is aliased so and refers to one; to be joined laterally.
 * Looked up one by one, for there are few of these: PostgreSQL takes a join by two columns for one that finds next to
 * nothing, and then goes through whole tables for every row.
 */
export function roundTripOf(alias: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    select * from ${TOLD_ROUND_TRIPS} one
    where one.id = ${alias}.round_trip_id and one.started_at = ${alias}.round_trip_started_at offset 0)`;
}
