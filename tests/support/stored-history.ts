import type { Observation } from "#lib/domain/observation.ts";
import type { Database } from "#lib/store/database.ts";
import { assembleAll } from "./captures.ts";
import { storedRoundTrips, storedTurns, storedWarmUps } from "./stored-rows.ts";

// What is stored of a history and what should be, in terms that can be held against each other.

/** What the tables tell, each list in the order of its ids. */
export async function storedHistory(database: Database) {
  const toolCalls = await database.toolCall.findMany();
  const approvals = await database.approval.findMany();
  return {
    turns: (await storedTurns(database)).map(
      ({ id, durationMs, outcome, phases, roundTrips, toolCalls, approvals }) => ({
        id,
        durationMs,
        outcome,
        phases,
        roundTrips,
        toolCalls,
        approvals,
      }),
    ),
    roundTrips: (await storedRoundTrips(database)).map(({ tries, ...trip }) => ({
      ...figuresOf(trip),
      attempts: trip.attempts,
      tries: tries.map(({ startedAtMs, durationMs, statusCode, errorType, throttleClass }) => ({
        startedAtMs: whole(startedAtMs),
        durationMs: whole(durationMs),
        statusCode,
        errorType,
        throttleClass,
      })),
    })),
    toolCalls: toolCalls.map(({ id, turnId }) => ({ id, turnId })).toSorted(byId),
    approvals: approvals.map(({ id, turnId }) => ({ id, turnId })).toSorted(byId),
    warmUps: (await storedWarmUps(database)).map(({ id, sessionId }) => ({ id, sessionId })),
  };
}

/** What the tables should tell of these observations, as storedHistory does. */
export function historyOf(observations: readonly Observation[]): Awaited<ReturnType<typeof storedHistory>> {
  const { turns, roundTrips, toolCalls, approvals, warmUps } = assembleAll(observations);
  const countOf = (rows: readonly { readonly turnId: string | null }[], id: string) =>
    rows.filter(({ turnId }) => turnId === id).length;
  return {
    turns: turns
      .map(({ id, durationMs, outcome, phases }) => ({
        id,
        durationMs,
        outcome,
        phases,
        roundTrips: countOf(roundTrips, id),
        toolCalls: countOf(toolCalls, id),
        approvals: countOf(approvals, id),
      }))
      .toSorted(byId),
    roundTrips: roundTrips
      .map(({ attempts, ...trip }) => ({
        ...figuresOf(trip),
        attempts: attempts.length,
        tries: attempts.map(({ startedAtMs, endedAtMs, statusCode, errorType, throttle }) => ({
          startedAtMs: whole(startedAtMs),
          durationMs: whole(endedAtMs === null ? null : endedAtMs - startedAtMs),
          statusCode,
          errorType,
          throttleClass: throttle?.class ?? null,
        })),
      }))
      .toSorted(byId),
    toolCalls: toolCalls.map(({ id, turnId }) => ({ id, turnId })).toSorted(byId),
    approvals: approvals.map(({ id, turnId }) => ({ id, turnId })).toSorted(byId),
    warmUps: warmUps.map(({ id, sessionId }) => ({ id, sessionId })).toSorted(byId),
  };
}

type Told = Omit<Awaited<ReturnType<typeof storedRoundTrips>>[number], "tries" | "attempts">;

/** All that an assembly and a row both tell, but for the start, of which a row keeps microseconds only. */
function figuresOf(trip: Omit<Told, "scope" | "segmentMs" | "variantId">) {
  return {
    id: trip.id,
    turnId: trip.turnId,
    sessionId: trip.sessionId,
    client: trip.client,
    clientVersion: trip.clientVersion,
    person: trip.person,
    team: trip.team,
    repository: trip.repository,
    startedAtMs: whole(trip.startedAtMs),
    provider: trip.provider,
    model: trip.model,
    serviceTier: trip.serviceTier,
    reasoningEffort: trip.reasoningEffort,
    transport: trip.transport,
    connectionReused: trip.connectionReused,
    basis: trip.basis,
    requestedTier: trip.requestedTier,
    fallbackFromWebSocket: trip.fallbackFromWebSocket,
    outcome: trip.outcome,
    errorType: trip.errorType,
    statusCode: trip.statusCode,
    account: trip.account,
    limitFamily: trip.limitFamily,
    streamOpenMs: trip.streamOpenMs,
    ttftMs: trip.ttftMs,
    ttfoMs: trip.ttfoMs,
    lastTokenMs: trip.lastTokenMs,
    e2eMs: trip.e2eMs,
    inputTokens: trip.inputTokens,
    cachedInputTokens: trip.cachedInputTokens,
    outputTokens: trip.outputTokens,
    reasoningTokens: trip.reasoningTokens,
    decodeTokensPerSecond: trip.decodeTokensPerSecond,
    e2eTokensPerSecond: trip.e2eTokensPerSecond,
    connectMs: trip.connectMs,
    serverMs: trip.serverMs,
    stalls: trip.stalls,
    stalledMs: trip.stalledMs,
    gapMaxMs: trip.gapMaxMs,
    wire: trip.wire,
  };
}

/** Whole ms: a row keeps microseconds, and a difference of two instants fewer digits than either. */
function whole(ms: number): number;
function whole(ms: number | null): number | null;
function whole(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
