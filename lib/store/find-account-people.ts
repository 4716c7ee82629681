import { z } from "zod";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

const Row = z.object({ account: z.string(), person: z.string(), n: z.number() });

/** A person that was seen with an account, and in how many round trips. */
export type AccountPerson = z.output<typeof Row>;

/**
 * Who was seen with which account in the last `among` round trips, most often first. A round trip whose client named no
 * account belongs to the one that was heard of in its session.
 */
export async function findAccountPeople(database: Database, among: number): Promise<AccountPerson[]> {
  return await readRows(
    database,
    Row,
    Prisma.sql`
      with lately as (
        select r.account, r.session_id, r.person from ${TOLD_ROUND_TRIPS} r
        order by r.started_at desc, r.id limit ${among}::int
      ), sessions as (
        select account, session_id, person, count(*)::int as n from lately
        where person is not null group by account, session_id, person
      ), known as (
        -- With a limit instead, PostgreSQL may go through all readings by time, for a session of which there is none.
        select coalesce(s.account, (
            select (array_agg(o.account order by o.observed_at desc))[1] from rate_limit_readings o
            where s.account is null and o.session_id = s.session_id and o.account is not null)) as account, s.person, s.n
        from sessions s
      )
      select account, person, sum(n)::int as n from known
      where account is not null group by account, person order by account, sum(n) desc, person`,
  );
}
