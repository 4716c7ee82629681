import { attributePhases } from "#lib/domain/attribute-phases.ts";
import type { Observation } from "#lib/domain/observation.ts";
import { firstText } from "#lib/domain/read-facts.ts";
import type { Origin, RoundTrip } from "#lib/domain/round-trip.ts";
import type { Segment } from "#lib/domain/segment.ts";
import type { Assembly, Turn } from "#lib/domain/turn.ts";
import { observationKey } from "#lib/ingest/observation-key.ts";
import { modelCallRoundTrip } from "./model-call-round-trip.ts";
import { modelCalls } from "./model-calls.ts";
import { ownObservations } from "./own-observations.ts";
import { type RoundTripParts, roundTripParts } from "./round-trip-parts.ts";
import { sessionRoundTrip } from "./session-round-trips.ts";
import { settleReports } from "./settle-reports.ts";
import { approvals, toolCalls } from "./tool-calls.ts";
import { turnPieces } from "./turn-pieces.ts";

/**
 * What happened in a segment, as far as its observations tell. A pure function of the set of observations: their
 * order, their repetition and the requests they came in make no difference.
 */
export function assembleSegment(segment: Segment): Assembly {
  const observations = ownObservations(segment);
  const sessionId = firstText(observations, "sessionId") ?? nameOfScope(segment.scope);
  const turnId = observationKey("turn", segment.scope, promptKey(observations) ?? segment.fromMs);
  const origin = originOf(observations);
  const parts = roundTripParts(observations);
  const roundTrips = roundTripsOf(segment, observations, parts, { ...origin, sessionId, turnId });
  const warmUps = parts.warmUps.map((attempt) => ({
    id: attempt.key,
    sessionId,
    model: attempt.model,
    startedAtMs: attempt.startMs,
    e2eMs: attempt.stream.endedAtMs === null ? null : attempt.stream.endedAtMs - attempt.startMs,
  }));
  const last = roundTrips.at(-1);
  if (!last) return { turns: [], roundTrips: [], toolCalls: [], approvals: [], warmUps };
  const tools = toolCalls(observations, turnId);
  const decisions = approvals(observations, turnId);
  const span = boundsOf(segment, observations, roundTrips, tools);
  const turn: Turn = {
    ...origin,
    id: turnId,
    sessionId,
    startedAtMs: span.startMs,
    durationMs: span.endMs - span.startMs,
    outcome: last.outcome,
    phases: attributePhases(span.startMs, span.endMs, turnPieces(roundTrips, tools, decisions, observations)),
  };
  return { turns: [turn], roundTrips, toolCalls: tools, approvals: decisions, warmUps };
}

/** The prompt names the turn, because a span may tell of it a little earlier than a log. */
function promptKey(observations: readonly Observation[]): string | null {
  return observations.find(({ kind }) => kind === "prompt")?.key ?? null;
}

function roundTripsOf(
  segment: Segment,
  observations: readonly Observation[],
  parts: RoundTripParts,
  shared: Origin & Pick<RoundTrip, "sessionId" | "turnId">,
): RoundTrip[] {
  const turnEnds = observations.filter(({ kind }) => kind === "turn").map(({ atMs }) => atMs);
  const context = {
    shared: { ...shared, provider: firstText(observations, "provider")?.toLowerCase() ?? null },
    reasoningEffort: firstText(
      observations.filter(({ kind }) => kind === "sessionStart"),
      "reasoningEffort",
    ),
    turnEndMs: turnEnds.length === 0 ? null : Math.max(...turnEnds),
    closed: segment.closed || wentIdle(observations),
  };
  return [
    ...parts.groups.flatMap((group) => sessionRoundTrip(group, context) ?? []),
    ...modelCalls(settleReports(observations)).map((call) => modelCallRoundTrip(call, shared)),
  ].toSorted((a, b) => a.startedAtMs - b.startedAtMs || (a.id < b.id ? -1 : 1));
}

/** Whether silence was the last thing noted; anything heard after it says that the session went on. */
function wentIdle(observations: readonly Observation[]): boolean {
  const idleAtMs = observations.findLast(({ kind }) => kind === "idle")?.atMs;
  return idleAtMs !== undefined && observations.every(({ atMs }) => atMs <= idleAtMs);
}

/** From the prompt (or the turn's span, which begins a little earlier) to the end of the last thing in it. */
function boundsOf(
  segment: Segment,
  observations: readonly Observation[],
  roundTrips: readonly RoundTrip[],
  tools: Assembly["toolCalls"],
): { readonly startMs: number; readonly endMs: number } {
  const turns = observations.filter(({ kind }) => kind === "turn");
  const starts = [
    ...turns.map(({ startMs, atMs }) => startMs ?? atMs),
    ...roundTrips.map(({ startedAtMs }) => startedAtMs),
    ...(segment.fromMs > 0 ? [segment.fromMs] : []),
  ];
  const ends = [
    ...turns.map(({ atMs }) => atMs),
    ...roundTrips.map(({ startedAtMs, e2eMs }) => startedAtMs + e2eMs),
    ...tools.map(({ startedAtMs, durationMs }) => startedAtMs + (durationMs ?? 0)),
  ];
  return { startMs: Math.min(...starts), endMs: Math.max(...ends) };
}

/** A scope is a kind and a name, such as "trace/…": what stands for a session where nobody names one. */
function nameOfScope(scope: string): string {
  return scope.slice(scope.indexOf("/") + 1);
}

function originOf(observations: readonly Observation[]): Origin {
  return {
    client: firstText(observations, "client") ?? "unknown",
    clientVersion: firstText(observations, "clientVersion"),
    person: firstText(observations, "person"),
    team: firstText(observations, "team"),
    repository: firstText(observations, "repository"),
  };
}
