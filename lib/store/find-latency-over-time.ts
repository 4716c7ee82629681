import { z } from "zod";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import type { VariantTiers } from "./find-tier-figures.ts";
import { readRows } from "./read-rows.ts";
import { type RoundTripSelection, roundTripConditions } from "./round-trip-conditions.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

const Row = z.object({ tier: z.string(), position: z.number(), ttftMsP50: z.number(), n: z.number() });

/** Median TTFT of a tier's complete round trips in the interval that begins at `position` times its length. */
export type TierInterval = z.output<typeof Row>;

/** Median TTFT by tier and interval, in order of time; intervals without a value have no row. */
export function findLatencyOverTime(
  database: Database,
  tiers: VariantTiers,
  selection: RoundTripSelection,
  intervalMs: number,
): Promise<TierInterval[]> {
  return readRows(
    database,
    Row,
    Prisma.sql`
      select v.tier,
        floor(extract(epoch from r.started_at) * 1000 / ${intervalMs}::double precision)::double precision as position,
        percentile_cont(0.5) within group (order by r.ttft_ms) as "ttftMsP50",
        count(*)::int as n
      from ${TOLD_ROUND_TRIPS} r
      join unnest(${[...tiers.keys()]}::integer[], ${[...tiers.values()]}::text[]) as v(id, tier)
        on v.id = r.variant_id
      where ${roundTripConditions(selection)} and r.outcome = 'complete' and r.ttft_ms is not null
      group by 1, 2
      order by 2, 1`,
  );
}
