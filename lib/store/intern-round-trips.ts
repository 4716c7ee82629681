import type { Origin, RoundTrip } from "#lib/domain/round-trip.ts";
import type { Turn } from "#lib/domain/turn.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { internRows } from "./intern-rows.ts";

type Transaction = Prisma.TransactionClient;

const VARIANT_FIELDS = {
  provider: "text",
  model: "text",
  serviceTier: "text",
  reasoningEffort: "text",
} as const;

const CALLER_FIELDS = {
  client: "text",
  clientVersion: "text",
  person: "text",
  team: "text",
  repository: "text",
} as const;

const ROUTE_FIELDS = {
  variantId: "int4",
  transport: "text",
  connectionReused: "bool",
  basis: "text",
  requestedTier: "text",
  fallbackFromWebSocket: "bool",
} as const;

const ENDING_FIELDS = { outcome: "text", errorType: "text", statusCode: "int4" } as const;

const ACCOUNT_FIELDS = { account: "text", limitFamily: "text" } as const;

const SESSION_FIELDS = { scope: "text", sessionId: "text" } as const;

export const CALL_SET_FIELDS = { routeIds: "int4[]", mainVariantId: "int4" } as const;

/** Where a fact was assembled from. */
export interface Place {
  readonly scope: string;
  readonly sessionId: string;
}

/** A round trip, what it has in common with others as ids, and what a turn wants to know of it. */
export type InternedRoundTrip = RoundTrip & {
  readonly session: number;
  readonly callerId: number;
  readonly variantId: number;
  readonly routeId: number;
  readonly endingId: number;
  readonly accountId: number;
};

/** Ids of sessions, in the order of their places. */
export function internSessions(
  transaction: Transaction,
  places: readonly Place[],
): Promise<readonly number[]> {
  const rows = places.map(({ scope, sessionId }) => ({ scope, sessionId }));
  return internRows(transaction, "sessions", SESSION_FIELDS, rows);
}

/** Ids of callers, in the order given. */
export function internCallers(
  transaction: Transaction,
  origins: readonly Origin[],
): Promise<readonly number[]> {
  const rows = origins.map(({ client, clientVersion, person, team, repository }) => {
    return { client, clientVersion, person, team, repository };
  });
  return internRows(transaction, "callers", CALLER_FIELDS, rows);
}

/** Round trips with their ids; what is new among what they have in common is inserted. */
export async function internRoundTrips<T extends RoundTrip & Place>(
  transaction: Transaction,
  roundTrips: readonly T[],
): Promise<readonly (T & InternedRoundTrip)[]> {
  const variants = await internRows(
    transaction,
    "model_variants",
    VARIANT_FIELDS,
    roundTrips.map(({ provider, model, serviceTier, reasoningEffort }) => {
      return { provider, model, serviceTier, reasoningEffort };
    }),
  );
  const routes = await internRows(
    transaction,
    "routes",
    ROUTE_FIELDS,
    roundTrips.map(({ transport, connectionReused, basis, requestedTier, fallbackFromWebSocket }, index) => ({
      variantId: variants[index] ?? null,
      transport,
      connectionReused,
      basis,
      requestedTier,
      fallbackFromWebSocket,
    })),
  );
  const callers = await internCallers(transaction, roundTrips);
  const endings = await internRows(
    transaction,
    "endings",
    ENDING_FIELDS,
    roundTrips.map(({ outcome, errorType, statusCode }) => ({ outcome, errorType, statusCode })),
  );
  const accounts = await internRows(
    transaction,
    "accounts",
    ACCOUNT_FIELDS,
    roundTrips.map(({ account, limitFamily }) => ({ account, limitFamily })),
  );
  const sessions = await internSessions(transaction, roundTrips);
  return roundTrips.map((trip, index) => ({
    ...trip,
    session: sessions[index] ?? 0,
    callerId: callers[index] ?? 0,
    variantId: variants[index] ?? 0,
    routeId: routes[index] ?? 0,
    endingId: endings[index] ?? 0,
    accountId: accounts[index] ?? 0,
  }));
}

/** The call set of each turn, and its round trips by the set's routes. */
export async function internCallSets(
  transaction: Transaction,
  turns: readonly Turn[],
  roundTrips: readonly InternedRoundTrip[],
): Promise<readonly { readonly callSetId: number; readonly calls: readonly number[] }[]> {
  const byTurn = Map.groupBy(roundTrips, ({ turnId }) => turnId);
  const sets = turns.map(({ id }) => {
    const trips = byTurn.get(id) ?? [];
    const counts = [...Map.groupBy(trips, ({ routeId }) => routeId)]
      .map(([routeId, same]) => [routeId, same.length] as const)
      .toSorted(([a], [b]) => a - b);
    return {
      routeIds: counts.map(([routeId]) => routeId),
      mainVariantId: mainVariant(trips),
      calls: counts.map(([, count]) => count),
    };
  });
  const ids = await internRows(
    transaction,
    "call_sets",
    CALL_SET_FIELDS,
    sets.map(({ routeIds, mainVariantId }) => ({ routeIds, mainVariantId })),
  );
  return sets.map(({ calls }, index) => ({ callSetId: ids[index] ?? 0, calls }));
}

/** The variant of most round trips; of several, the one that was called first. */
function mainVariant(trips: readonly InternedRoundTrip[]): number | null {
  const inOrder = trips.toSorted((a, b) => a.startedAtMs - b.startedAtMs || (a.id < b.id ? -1 : 1));
  const [main] = [...Map.groupBy(inOrder, ({ variantId }) => variantId)].toSorted(
    ([, a], [, b]) => b.length - a.length,
  );
  return main?.[0] ?? null;
}
