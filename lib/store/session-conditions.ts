import type { Dimension, RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import { Prisma } from "#prisma/generated/client.ts";
import {
  type RoundTripSelection,
  roundTripConditions,
  startsWithin,
  timestampOf,
} from "./round-trip-conditions.ts";

/** Which turns, and with them their sessions, a query is about: those that began in the window, with a matching round trip. */
export interface SessionSelection extends RoundTripSelection {
  readonly window: NonNullable<RoundTripSelection["window"]>;
}

/** Round trips begin while their turn runs; clocks and clients may differ by so much. */
export const SLACK_MS = 3_600_000;

const OF_CALLERS = ["client", "clientVersion", "person", "team", "repository"] as const;
const OF_ROUTES = ["transport", "connectionReused", "basis"] as const;
const OF_ENDINGS = ["outcome", "errorType", "statusCode"] as const;

/** Whether a turn's start (turns aliased t) lies in the window. */
export function beganWithin({ window }: SessionSelection): Prisma.Sql {
  return startsWithin(Prisma.sql`t.started_at`, window);
}

/** Whether everything in the window is wanted. */
export function isEverything({ variantIds, filters }: SessionSelection): boolean {
  return variantIds === null && Object.values(filters).flat().length === 0;
}

/**
 * The condition that a turn (turns aliased t) has a round trip that all filters match. What a turn's calls took stands with
 * the turn; only how they ended has to be looked up. None of those is before `fromMs`.
 */
export function matches({ variantIds, filters }: SessionSelection, fromMs: number): Prisma.Sql {
  const conditions = [Prisma.sql`true`];
  const callers = named(filters, OF_CALLERS);
  if (callers) conditions.push(Prisma.sql`t.caller_id in (select r.id from callers r where ${callers})`);
  const routes = named(filters, OF_ROUTES, variantIds);
  const endings = named(filters, OF_ENDINGS);
  if (routes && !endings)
    conditions.push(Prisma.sql`t.call_set_id in (
      select k.id from call_sets k where k.route_ids && array(select r.id from routes r where ${routes}))`);
  const sessions = named(filters, ["sessionId"]);
  if (sessions)
    conditions.push(Prisma.sql`t.session = any(array(select r.id from sessions r where ${sessions}))`);
  if (filters.turnId && filters.turnId.length > 0)
    conditions.push(Prisma.sql`t.id = any(${filters.turnId.filter((id) => id !== null)}::text[])`);
  if (endings)
    conditions.push(Prisma.sql`t.id in (
      select f.turn_id from round_trips f
      where f.started_at >= ${timestampOf(fromMs - SLACK_MS)}
        and f.ending_id in (select r.id from endings r where ${endings})
        and f.route_id in (select r.id from routes r where ${routes ?? Prisma.sql`true`}))`);
  return Prisma.join(conditions, " and ");
}

/** What filters by these dimensions say of a table aliased r that has their columns; null when they say nothing. */
function named(
  filters: RoundTripFilters,
  dimensions: readonly Dimension[],
  variantIds: readonly number[] | null = null,
): Prisma.Sql | null {
  const own = Object.fromEntries(
    dimensions.flatMap((dimension) => {
      const wanted = filters[dimension];
      return wanted && wanted.length > 0 ? [[dimension, wanted]] : [];
    }),
  );
  if (variantIds === null && Object.keys(own).length === 0) return null;
  return roundTripConditions({ window: null, variantIds, filters: own });
}
