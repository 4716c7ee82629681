import { z } from "zod";
import type { Dimension, RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import type { Tier } from "#lib/domain/tier.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import type { VariantTiers } from "./find-tier-figures.ts";
import { readRows } from "./read-rows.ts";
import { isAmong } from "./rollups/find-keys.ts";
import { findTurnFigures } from "./rollups/find-turn-figures.ts";
import {
  filteredBy,
  type RoundTripSelection,
  roundTripConditions,
  startsWithin,
} from "./round-trip-conditions.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

const TurnRow = z.object({ tier: z.string(), turns: z.number(), roundTrips: z.number() });

/** Complete turns that used a tier, and the round trips of that tier within them. */
export type TierTurns = z.output<typeof TurnRow>;

const RouteRow = z.object({
  id: z.number(),
  variantId: z.number(),
  transport: z.string().nullable(),
  connectionReused: z.boolean().nullable(),
  basis: z.string(),
});

/** What turns say of all their round trips, and what routes say of each. */
const OF_TURNS = ["client", "clientVersion", "person", "team", "repository"] as const satisfies Dimension[];
const OF_ROUTES = ["transport", "connectionReused", "basis"] as const satisfies Dimension[];

/**
 * Turns and round trips by tier, in no order. The window is that of the turn's start, so that a turn at its edge
 * is counted with all its round trips or not at all.
 */
export async function findTierTurns(
  database: Database,
  tiers: VariantTiers,
  selection: RoundTripSelection,
): Promise<readonly TierTurns[]> {
  const known: readonly Dimension[] = [...OF_TURNS, ...OF_ROUTES];
  const isTold = filteredBy(selection.filters).every((dimension) => known.includes(dimension));
  return isTold
    ? await fromCallSets(database, tiers, selection)
    : await fromFacts(database, tiers, selection);
}

async function fromCallSets(
  database: Database,
  tiers: VariantTiers,
  { window, variantIds, filters }: RoundTripSelection,
): Promise<readonly TierTurns[]> {
  const routes = await readRows(
    database,
    RouteRow,
    Prisma.sql`select id, variant_id as "variantId", transport, connection_reused as "connectionReused", basis from routes`,
  );
  const asked = new Map(
    routes
      .filter((route) => variantIds === null || variantIds.includes(route.variantId))
      .filter((route) => isAmong(route, filters))
      .map((route) => [route.id, tiers.get(route.variantId)]),
  );
  const [all] = await findTurnFigures(database, {
    window,
    filters: only(filters, OF_TURNS),
    by: ["calls"],
    groupOf: () => "all",
    intervalMs: null,
  });
  const byTier = new Map<Tier, { tier: Tier; turns: number; roundTrips: number }>();
  for (const { routeIds, sums } of all?.callSets.values() ?? []) {
    // Every turn of a call set took each of its routes.
    const counted = new Set<Tier>();
    for (const [index, routeId] of routeIds.entries()) {
      const tier = asked.get(routeId);
      if (tier === undefined || sums.counts.complete === 0) continue;
      const known = byTier.get(tier) ?? { tier, turns: 0, roundTrips: 0 };
      byTier.set(tier, known);
      known.roundTrips += sums.calls[index] ?? 0;
      if (!counted.has(tier)) known.turns += sums.counts.complete;
      counted.add(tier);
    }
  }
  return [...byTier.values()];
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

function only(filters: RoundTripFilters, dimensions: readonly Dimension[]): RoundTripFilters {
  return Object.fromEntries(
    Object.entries(filters).filter(([name]) => dimensions.includes(name as Dimension)),
  );
}
