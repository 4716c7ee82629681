import { Prisma } from "#prisma/generated/client.ts";

/**
 * The account of a reading, from rate_limit_readings aliased r: what came with it, else what came with others of its
 * session, since a session stays with its account. A client's own file may not name it, while the wire does.
 */
export const KNOWN_ACCOUNT = Prisma.sql`coalesce(r.account, (
  select o.account from rate_limit_readings o
  where r.session_id is not null and o.session_id = r.session_id and o.account is not null
  order by o.observed_at desc limit 1))`;
