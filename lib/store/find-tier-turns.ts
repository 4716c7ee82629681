import { z } from "zod";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { findRouteTurns } from "./find-route-turns.ts";
import type { VariantTiers } from "./find-tier-figures.ts";
import { readRows } from "./read-rows.ts";
import { type RoundTripSelection, roundTripConditions, startsWithin } from "./round-trip-conditions.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

const TurnRow = z.object({ tier: z.string(), turns: z.number(), roundTrips: z.number() });

/** Complete turns that used a tier, and the round trips of that tier within them. */
export type TierTurns = z.output<typeof TurnRow>;

/**
 * Turns and round trips by tier, in no order. The window is that of the turn's start, so that a turn at its edge
 * is counted with all its round trips or not at all. Null when how round trips ended is filtered by: of single turns and
 * sessions the facts tell, but of millions of turns nothing does in time.
 */
export async function findTierTurns(
  database: Database,
  tiers: VariantTiers,
  selection: RoundTripSelection,
): Promise<readonly TierTurns[] | null> {
  const counts = await findRouteTurns(database, selection, ({ variantId }) => tiers.get(variantId) ?? null);
  const { sessionId = [], turnId = [] } = selection.filters;
  if (counts === null)
    return sessionId.length + turnId.length > 0 ? await fromFacts(database, tiers, selection) : null;
  return [...counts].map(([tier, count]) => ({ tier, ...count }));
}

function fromFacts(
  database: Database,
  tiers: VariantTiers,
  selection: RoundTripSelection,
): Promise<TierTurns[]> {
  const started = selection.window
    ? startsWithin(Prisma.sql`t.started_at`, selection.window)
    : Prisma.sql`true`;
  return readRows(
    database,
    TurnRow,
    Prisma.sql`
      select v.tier, count(distinct t.id)::int as turns, count(*)::int as "roundTrips"
      from turns t
      join ${TOLD_ROUND_TRIPS} r on r.turn_id = t.id
      join unnest(${[...tiers.keys()]}::integer[], ${[...tiers.values()]}::text[]) as v(id, tier) on v.id = r.variant_id
      where t.outcome = 'complete' and ${started} and ${roundTripConditions({ ...selection, window: null })}
      group by v.tier`,
  );
}
