import type { Outcome } from "#lib/domain/outcome.ts";
import { countedQuantile } from "#lib/domain/statistics/counted-quantile.ts";
import type { Tier } from "#lib/domain/tier.ts";
import { findSession, type SessionTurnRow } from "#lib/store/find-session.ts";
import { findSessionFigures } from "#lib/store/find-session-figures.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { classifyVariants } from "./classify-variants.ts";
import { countTiers, describeFigures, type ListedSession, type TierUse } from "./list-sessions.ts";

/** A round trip of a session, as far as its course needs it. */
export interface SessionTrip {
  readonly tier: Tier;
  /** Unix ms. */
  readonly startedAtMs: number;
  readonly e2eMs: number;
  readonly ttftMs: number | null;
  readonly outputTokens: number | null;
  readonly outcome: Outcome;
}

/** A turn of a session. */
export interface SessionTurn extends SessionTurnRow {
  /** Of its round trips, the most used first. */
  readonly tiers: readonly TierUse[];
}

/** A session with all of its turns and round trips that are kept, each in order of time. */
export interface DescribedSession {
  readonly figures: ListedSession;
  readonly turns: readonly SessionTurn[];
  readonly roundTrips: readonly SessionTrip[];
}

/** Describes the session of this id; null when nothing is kept of it. */
export async function describeSession(
  id: string,
  database = sharedDatabase(),
): Promise<DescribedSession | null> {
  const [stored, [figures]] = await Promise.all([
    findSession(database, id),
    findSessionFigures(database, [id], null),
  ]);
  if (!figures) return null;
  // Read last: then those that are new among what was found are there.
  const variants = await classifyVariants(database);
  const tierOf = (variantId: number): Tier => variants.of(variantId).tier;
  const byTurn = Map.groupBy(stored.roundTrips, ({ turnId }) => turnId);
  return {
    figures: describeFigures(figures, variants),
    turns: stored.turns.map((turn) => ({
      ...turn,
      tiers: countTiers((byTurn.get(turn.id) ?? []).map(({ variantId }) => tierOf(variantId))),
    })),
    roundTrips: stored.roundTrips.map(({ variantId, turnId, ...trip }) => ({
      ...trip,
      tier: tierOf(variantId),
    })),
  };
}

/** What the round trips of one tier of a session add up to. */
export interface TierSum {
  readonly tier: Tier;
  readonly n: number;
  readonly complete: number;
  /** Of complete round trips that tell it; null without any. */
  readonly ttftP50Ms: number | null;
  readonly ttftN: number;
  /** Of complete round trips; null without any. */
  readonly e2eP50Ms: number | null;
  /** Of all of them together. */
  readonly e2eMs: number;
  /** Of those that tell it; null without any. */
  readonly outputTokens: number | null;
  readonly outputTokensN: number;
}

/** Adds up round trips by tier, the most used first. */
export function sumByTier(roundTrips: readonly SessionTrip[]): readonly TierSum[] {
  return [...Map.groupBy(roundTrips, ({ tier }) => tier)]
    .map(([tier, own]) => {
      const complete = own.filter(({ outcome }) => outcome === "complete");
      const ttfts = complete.flatMap(({ ttftMs }) => ttftMs ?? []);
      const tokens = own.flatMap(({ outputTokens }) => outputTokens ?? []);
      return {
        tier,
        n: own.length,
        complete: complete.length,
        ttftP50Ms: medianOf(ttfts),
        ttftN: ttfts.length,
        e2eP50Ms: medianOf(complete.map(({ e2eMs }) => e2eMs)),
        e2eMs: own.reduce((sum, { e2eMs }) => sum + e2eMs, 0),
        outputTokens: tokens.length === 0 ? null : tokens.reduce((sum, n) => sum + n, 0),
        outputTokensN: tokens.length,
      };
    })
    .toSorted((a, b) => b.n - a.n || (a.tier < b.tier ? -1 : 1));
}

function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return countedQuantile(
    sorted.map((value) => ({ value, n: 1 })),
    0.5,
  );
}
