import { z } from "zod";
import type { ComparableTrip } from "#lib/domain/comparison/comparable-trip.ts";
import type { Figure } from "#lib/domain/figures/figure.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { isDrawn } from "./drawn-sessions.ts";
import { readRows } from "./read-rows.ts";
import { column } from "./rollups/roll-up-columns.ts";
import { type RoundTripSelection, roundTripConditions } from "./round-trip-conditions.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

const Row = z.object({
  session: z.number(),
  value: z.number(),
  uncachedInputTokens: z.number().nullable(),
  outputTokens: z.number().nullable(),
  reasoning: z.boolean().nullable(),
  connectionReused: z.boolean().nullable(),
  hour: z.number(),
}) satisfies z.ZodType<ComparableTrip>;

/**
 * The selected round trips that are complete and have the figure, as a comparison sees them: all of them, or those of
 * a share (0 to 1) of all sessions, whole sessions each. A smaller share's sessions are among those of a larger one.
 */
export function findComparableTrips(
  database: Database,
  selection: RoundTripSelection,
  figure: Figure,
  share: number,
): Promise<ComparableTrip[]> {
  const value = Prisma.raw(`r.${column(figure)}`);
  const ofVariants = selection.variantIds
    ? Prisma.sql`r.route_id = any(array(
        select o.id from routes o where o.variant_id = any(${[...selection.variantIds]}::int[])))`
    : Prisma.sql`true`;
  return readRows(
    database,
    Row,
    Prisma.sql`
      select r.session, greatest(${value}, 0) as value, r.output_tokens as "outputTokens",
        case when r.input_tokens is not null
          then greatest(r.input_tokens - coalesce(r.cached_input_tokens, 0), 0) end as "uncachedInputTokens",
        r.reasoning_tokens > 0 as reasoning, r.connection_reused as "connectionReused",
        extract(hour from r.started_at at time zone 'UTC')::int as hour
      from ${TOLD_ROUND_TRIPS} r
      where ${roundTripConditions(selection)} and ${ofVariants} and ${isDrawn(Prisma.sql`r.session`, share)}
        and r.outcome = 'complete' and ${value} is not null`,
  );
}
