import { z } from "zod";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { findFigures } from "./rollups/find-figures.ts";
import { startsWithin } from "./round-trip-conditions.ts";
import { unixMsOf } from "./round-trip-row.ts";

const Row = z.object({ client: z.string(), n: z.number(), lastMs: z.number() });

/** How many round trips a client made, and the start of its last, in Unix ms. */
export type ClientRoundTrips = z.output<typeof Row>;

/** The clients with round trips in a window, in no order. */
export async function findClientRoundTrips(
  database: Database,
  window: TimeWindow,
): Promise<ClientRoundTrips[]> {
  const [counts, lasts] = await Promise.all([
    findFigures(database, {
      selection: { window, variantIds: null, filters: {} },
      figures: [],
      by: ["client"],
      groupOf: ({ client }) => client ?? null,
      intervalMs: null,
    }),
    // A caller's last round trip is one step into an index.
    readRows(
      database,
      Row,
      Prisma.sql`
        select c.client, 0 as n, ${unixMsOf(Prisma.sql`max(l.last_at)`)} as "lastMs"
        from callers c cross join lateral (
          select max(r.started_at) as last_at from round_trips r
          where r.caller_id = c.id and ${startsWithin(Prisma.sql`r.started_at`, window)}) as l
        where l.last_at is not null group by c.client`,
    ),
  ]);
  const countOf = new Map(counts.map(({ group, sums }) => [group, sums.counts.n]));
  return lasts.map((row) => ({ ...row, n: countOf.get(row.client) ?? 0 }));
}
