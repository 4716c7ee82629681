import { z } from "zod";
import type { Dimension, RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { roundTripConditions } from "./round-trip-conditions.ts";

const OF_ENDINGS = ["outcome", "errorType", "statusCode"] as const satisfies readonly Dimension[];

/**
 * What filters by how round trips ended mean as a condition on TOLD_ROUND_TRIPS, aliased r, by the ids of the endings: said in
 * names, PostgreSQL could not know that what went wrong is rare, and would go through everything.
 */
export async function endsAs(database: Database, filters: RoundTripFilters): Promise<Prisma.Sql> {
  const asked = OF_ENDINGS.filter((dimension) => (filters[dimension]?.length ?? 0) > 0);
  if (asked.length === 0) return Prisma.sql`true`;
  const own = Object.fromEntries(asked.map((dimension) => [dimension, filters[dimension] ?? []]));
  const endings = await readRows(
    database,
    z.object({ id: z.number() }),
    Prisma.sql`
      select r.id from endings r
      where ${roundTripConditions({ window: null, variantIds: null, filters: own })}`,
  );
  return Prisma.sql`r.ending_id = any(${endings.map(({ id }) => id)}::int[])`;
}
