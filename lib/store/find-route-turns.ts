import { z } from "zod";
import type { Dimension, RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { isAmong } from "./rollups/find-keys.ts";
import { findTurnFigures } from "./rollups/find-turn-figures.ts";
import { filteredBy, type RoundTripSelection } from "./round-trip-conditions.ts";

const RouteRow = z.object({
  id: z.number(),
  variantId: z.number(),
  transport: z.string().nullable(),
  connectionReused: z.boolean().nullable(),
  basis: z.string(),
});

/** How round trips reached which model. */
export type Route = z.output<typeof RouteRow>;

/** Complete turns that took one of a group's routes, and their round trips that did. */
export interface RouteTurns {
  readonly turns: number;
  readonly roundTrips: number;
}

const OF_TURNS: readonly Dimension[] = ["client", "clientVersion", "person", "team", "repository"];
const OF_ROUTES: readonly Dimension[] = ["transport", "connectionReused", "basis"];

/**
 * Counts complete turns and their round trips by groups of routes, from roll-ups. The window is that of the turn's start, so
 * that a turn at its edge is counted with all its round trips or not at all. Null when the selection filters by what neither
 * turns nor routes tell.
 */
export async function findRouteTurns(
  database: Database,
  { window, variantIds, filters }: RoundTripSelection,
  groupOf: (route: Pick<Route, "variantId" | "transport">) => string | null,
): Promise<ReadonlyMap<string, RouteTurns> | null> {
  const known = [...OF_TURNS, ...OF_ROUTES];
  if (!filteredBy(filters).every((dimension) => known.includes(dimension))) return null;
  const routes = await readRows(
    database,
    RouteRow,
    Prisma.sql`
      select id, variant_id as "variantId", transport, connection_reused as "connectionReused", basis from routes`,
  );
  const groups = new Map<number, string>();
  for (const route of routes) {
    const isAsked = (variantIds === null || variantIds.includes(route.variantId)) && isAmong(route, filters);
    const group = isAsked ? groupOf(route) : null;
    if (group !== null) groups.set(route.id, group);
  }
  const [all] = await findTurnFigures(database, {
    window,
    filters: ofTurns(filters),
    // What tells only connections apart is not asked for, unless it is filtered by.
    by: [filters.connectionReused?.length || filters.basis?.length ? "routes" : "kinds"],
    groupOf: () => "all",
    intervalMs: null,
    durations: false,
  });
  const counts = new Map<string, { turns: number; roundTrips: number }>();
  for (const { routeIds, sums } of all?.callSets.values() ?? []) {
    // Every turn of a call set took each of its routes.
    const counted = new Set<string>();
    for (const [place, routeId] of routeIds.entries()) {
      const group = groups.get(routeId);
      if (group === undefined || sums.counts.complete === 0) continue;
      const sum = counts.get(group) ?? { turns: 0, roundTrips: 0 };
      counts.set(group, sum);
      sum.roundTrips += sums.calls[place] ?? 0;
      if (!counted.has(group)) sum.turns += sums.counts.complete;
      counted.add(group);
    }
  }
  return counts;
}

function ofTurns(filters: RoundTripFilters): RoundTripFilters {
  return Object.fromEntries(Object.entries(filters).filter(([name]) => OF_TURNS.includes(name as Dimension)));
}
