import { countSwitches } from "#lib/domain/count-switches.ts";
import type { RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import type { SessionPosition, SessionSortKey } from "#lib/domain/session-order.ts";
import type { Tier } from "#lib/domain/tier.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { MODEL_PHASES } from "#lib/domain/turn-order.ts";
import { findSessionFigures, type SessionFigures } from "#lib/store/find-session-figures.ts";
import { findSessions } from "#lib/store/find-sessions.ts";
import { findSwitchingSessions } from "#lib/store/find-switching-sessions.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import type { ClassifiedVariants } from "./classified-variants.ts";
import { withVariants } from "./classify-variants.ts";
import { presentCaller } from "./present-caller.ts";
import { selectRoundTrips } from "./select-round-trips.ts";

/** How many round trips of a session were of a tier. */
export interface TierUse {
  readonly tier: Tier;
  readonly roundTrips: number;
}

/** A session, as far as its turns that began in the window and their round trips tell. */
export interface ListedSession extends Omit<SessionFigures, "variantIds"> {
  /** What passed inside round trips (MODEL_PHASES), in ms; of it `throttle` while attempts were refused. */
  readonly modelMs: number;
  /** The most used first. */
  readonly tiers: readonly TierUse[];
  /** How often a round trip was of another tier than the one that began before it. */
  readonly switches: number;
}

/** Which page of which list. */
export interface SessionListing {
  /** In which turns began. */
  readonly window: TimeWindow;
  /** Sessions with a turn that has a round trip which all of them match; what is told is of the whole session in the window. */
  readonly filters: RoundTripFilters;
  readonly order: SessionSortKey;
  /** Where the page before ended; null for the first page. */
  readonly after: SessionPosition | null;
  readonly limit: number;
}

/** One page of sessions, and where the next one begins (null when this is the last). */
export interface SessionList {
  readonly sessions: readonly ListedSession[];
  readonly next: SessionPosition | null;
}

/** Lists sessions in order; as long as nothing of them changes, pages neither repeat nor skip one. */
export async function listSessions(
  { window, filters, order, after, limit }: SessionListing,
  database = sharedDatabase(),
): Promise<SessionList> {
  return await withVariants(database, async (variants) => {
    const selection = { ...selectRoundTrips({ window, filters }, variants), window };
    const page = { after, limit: limit + 1 };
    const positions =
      order === "switches"
        ? await findSwitchingSessions(database, selection, variants.tiers(), page)
        : await findSessions(database, selection, { order, ...page });
    const shown = positions.slice(0, limit);
    const figures = await findSessionFigures(
      database,
      shown.map(({ id }) => id),
      window,
    );
    const byId = new Map(figures.map((one) => [one.id, one]));
    return {
      sessions: shown.flatMap(({ id }) => {
        const found = byId.get(id);
        return found ? [describeFigures(found, variants)] : [];
      }),
      next: positions.length > limit ? (shown.at(-1) ?? null) : null,
    };
  });
}

/** Adds to the figures of a session what today's tiers make of them. */
export function describeFigures(
  { variantIds, ...figures }: SessionFigures,
  variants: ClassifiedVariants,
): ListedSession {
  const course = variantIds.map((id) => variants.of(id).tier);
  return {
    ...figures,
    ...presentCaller(figures, variants.presentation),
    modelMs: MODEL_PHASES.reduce((sum, phase) => sum + figures.phases[phase], 0),
    tiers: countTiers(course),
    switches: countSwitches(course),
  };
}

/** How often each tier is in a sequence, the most frequent first. */
export function countTiers(course: readonly Tier[]): readonly TierUse[] {
  return [...Map.groupBy(course, (tier) => tier)]
    .map(([tier, own]) => ({ tier, roundTrips: own.length }))
    .toSorted((a, b) => b.roundTrips - a.roundTrips || (a.tier < b.tier ? -1 : 1));
}
