import { z } from "zod";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { startsWithin } from "./round-trip-conditions.ts";
import { unixMsOf } from "./round-trip-row.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

const Row = z.object({ client: z.string(), n: z.number(), lastMs: z.number() });

/** How many round trips a client made, and the start of its last, in Unix ms. */
export type ClientRoundTrips = z.output<typeof Row>;

/** The clients with round trips in a window, in no order. */
export function findClientRoundTrips(database: Database, window: TimeWindow): Promise<ClientRoundTrips[]> {
  return readRows(
    database,
    Row,
    Prisma.sql`
      select r.client, count(*)::int as n, ${unixMsOf(Prisma.sql`max(r.started_at)`)} as "lastMs"
      from ${TOLD_ROUND_TRIPS} r
      where ${startsWithin(Prisma.sql`r.started_at`, window)}
      group by r.client`,
  );
}
