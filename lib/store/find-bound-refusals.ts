import { z } from "zod";
import type { BoundRefusal } from "#lib/domain/limits/limit-gates.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { startsWithin } from "./round-trip-conditions.ts";
import { roundTripOf } from "./told-rows.ts";

const Row = z.object({ provider: z.string(), family: z.string(), boundBy: z.string() });

/** So many refusals show the gates that there are, in a moment at any size. */
const AMONG = 10_000;

/**
 * Among the newest 10,000 refusals within the window that name a family, those that name both the one that the call counts
 * for and another one that was spent.
 */
export function findBoundRefusals(database: Database, window: TimeWindow): Promise<BoundRefusal[]> {
  return readRows(
    database,
    Row,
    Prisma.sql`
      with named as materialized (
        select h.* from throttles h where ${startsWithin(Prisma.sql`h.started_at`, window)} and h.family is not null
        order by h.started_at desc limit ${AMONG}::int
      )
      select v.provider, r.limit_family as family, h.family as "boundBy"
      from named h cross join lateral ${roundTripOf(Prisma.sql`h`)} r
        join model_variants v on v.id = r.variant_id
      where v.provider is not null and r.limit_family is not null and h.family <> r.limit_family`,
  );
}
