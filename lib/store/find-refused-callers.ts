import { z } from "zod";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { startsWithin } from "./round-trip-conditions.ts";

const text = z.string().nullable();

const Row = z.object({
  client: z.string(),
  person: text,
  team: text,
  attempts: z.number(),
  lostMs: z.number(),
});

/** How many attempts of a caller were refused, and what that cost. */
export type RefusedCaller = z.output<typeof Row>;

/** Whose attempts that began within the window were refused, and what that cost together. */
export async function findRefusedCallers(database: Database, window: TimeWindow): Promise<RefusedCaller[]> {
  return await readRows(
    database,
    Row,
    Prisma.sql`
      select c.client, c.person, c.team, sum(h.attempts)::int as attempts, sum(h.lost_ms) as "lostMs"
      from (
        select caller_id, count(*) as attempts, sum(lost_ms) as lost_ms from throttles
        where ${startsWithin(Prisma.sql`started_at`, window)} group by caller_id
      ) h join callers c on c.id = h.caller_id
      group by c.client, c.person, c.team`,
  );
}
