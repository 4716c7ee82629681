import { z } from "zod";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { unixMsOf } from "./round-trip-row.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

const Row = z.object({
  id: z.string(),
  turnId: z.string().nullable(),
  sessionId: z.string(),
  person: z.string().nullable(),
  model: z.string().nullable(),
  startedAtMs: z.number(),
});

/** What leads from a round trip to who made it and where it stands. */
export type FoundCall = z.output<typeof Row>;

/** The round trips of these ids, as far as there are any, in order of time. */
export async function findCalls(database: Database, ids: readonly string[]): Promise<FoundCall[]> {
  if (ids.length === 0) return [];
  return await readRows(
    database,
    Row,
    Prisma.sql`
      select r.id, r.turn_id as "turnId", r.session_id as "sessionId", r.person, v.model,
        ${unixMsOf(Prisma.sql`r.started_at`)} as "startedAtMs"
      from ${TOLD_ROUND_TRIPS} r join model_variants v on v.id = r.variant_id
      where r.id = any(${[...ids]}::text[]) order by r.started_at, r.id`,
  );
}
