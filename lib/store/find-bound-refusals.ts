import { z } from "zod";
import type { BoundRefusal } from "#lib/domain/limits/limit-gates.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { startsWithin } from "./round-trip-conditions.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

const Row = z.object({ provider: z.string(), family: z.string(), boundBy: z.string() });

/** The refusals within the window that name both the family that the call counts for and another one that was spent. */
export function findBoundRefusals(database: Database, window: TimeWindow): Promise<BoundRefusal[]> {
  return readRows(
    database,
    Row,
    Prisma.sql`
      select v.provider, r.limit_family as family, h.family as "boundBy"
      from throttles h
        join ${TOLD_ROUND_TRIPS} r on r.id = h.round_trip_id and r.started_at = h.round_trip_started_at
        join model_variants v on v.id = r.variant_id
      where ${startsWithin(Prisma.sql`h.started_at`, window)}
        and v.provider is not null and r.limit_family is not null and h.family <> r.limit_family`,
  );
}
