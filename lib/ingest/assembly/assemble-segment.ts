import { attributePhases } from "#lib/domain/attribute-phases.ts";
import type { Observation } from "#lib/domain/observation.ts";
import { firstText } from "#lib/domain/read-facts.ts";
import type { Origin, RoundTrip, WarmUp } from "#lib/domain/round-trip.ts";
import type { Segment } from "#lib/domain/segment.ts";
import type { Assembly, Turn } from "#lib/domain/turn.ts";
import { observationKey } from "#lib/ingest/observation-key.ts";
import { cutAtSilence } from "./cut-at-silence.ts";
import { joinWire } from "./join-wire.ts";
import { ownObservations } from "./own-observations.ts";
import { pairTwins } from "./pair-twins.ts";
import { type RoundTripParts, roundTripParts } from "./round-trip-parts.ts";
import { toldRoundTrips } from "./told-round-trips.ts";
import { approvals, toolCalls } from "./tool-calls.ts";
import { turnPieces } from "./turn-pieces.ts";
import { type WireCall, wireCalls } from "./wire-calls.ts";
import { wireRoundTrip } from "./wire-round-trip.ts";

/**
 * What happened in a segment, as far as its observations tell. A pure function of the set of observations: their
 * order, their repetition and the requests they came in make no difference.
 */
export function assembleSegment(segment: Segment): Assembly {
  const observations = ownObservations(segment);
  const told = observations.filter(({ kind }) => kind !== "exchange");
  const wire = wireCalls(observations);
  // What the client says of itself comes before what the wire can see of it.
  const measured = [...wire.calls, ...wire.warmUps].flatMap(({ attempts }) => attempts);
  const origin = originOf([...told, ...measured]);
  const sessionId = firstText([...told, ...measured], "sessionId") ?? nameOfScope(segment.scope);
  const turnId = observationKey("turn", segment.scope, promptKey(told) ?? segment.fromMs);
  const parts = roundTripParts(told);
  const shared = { ...origin, sessionId, turnId };
  const joined = joinWire(toldRoundTrips(segment, told, parts, shared), wire.calls, observations);
  const roundTrips = [
    ...joined.roundTrips,
    ...joined.untold.map((call) => wireRoundTrip(call, shared)),
  ].toSorted((a, b) => a.startedAtMs - b.startedAtMs || (a.id < b.id ? -1 : 1));
  const warmUps = warmUpsOf(parts, wire.warmUps, sessionId);
  if (roundTrips.length === 0) return { turns: [], roundTrips: [], toolCalls: [], approvals: [], warmUps };
  const tools = toolCalls(told, turnId);
  const decisions = approvals(told, turnId);
  const others = { tools, decisions, observations: told };
  const isWireAlone = told.every(({ kind }) => kind === "idle" || kind === "response");
  const stretches = isWireAlone ? cutAtSilence(roundTrips) : [roundTrips];
  const turns = stretches.map((stretch) =>
    turnOf(segment, stretch, others, { ...origin, sessionId, id: stretch[0]?.turnId ?? turnId }),
  );
  return { turns, roundTrips: stretches.flat(), toolCalls: tools, approvals: decisions, warmUps };
}

/** What else there is in a turn. */
interface Others {
  readonly tools: Assembly["toolCalls"];
  readonly decisions: Assembly["approvals"];
  readonly observations: readonly Observation[];
}

function turnOf(
  segment: Segment,
  roundTrips: readonly RoundTrip[],
  { tools, decisions, observations }: Others,
  named: Origin & Pick<Turn, "id" | "sessionId">,
): Turn {
  const span = boundsOf(segment, observations, roundTrips, tools);
  return {
    ...named,
    startedAtMs: span.startMs,
    durationMs: span.endMs - span.startMs,
    outcome: roundTrips.at(-1)?.outcome ?? "complete",
    phases: attributePhases(span.startMs, span.endMs, turnPieces(roundTrips, tools, decisions, observations)),
  };
}

/** The prompt names the turn, because a span may tell of it a little earlier than a log. */
function promptKey(observations: readonly Observation[]): string | null {
  return observations.find(({ kind }) => kind === "prompt")?.key ?? null;
}

/** The client's warm-ups, and those that only the wire saw; two that overlap are one. */
function warmUpsOf(parts: RoundTripParts, measured: readonly WireCall[], sessionId: string): WarmUp[] {
  const told = parts.warmUps.map((attempt) => ({
    id: attempt.key,
    sessionId,
    model: attempt.model,
    startedAtMs: attempt.startMs,
    e2eMs: attempt.stream.endedAtMs === null ? null : attempt.stream.endedAtMs - attempt.startMs,
  }));
  const stretches = told.map(({ id, startedAtMs, e2eMs }) => ({
    key: id,
    startMs: startedAtMs,
    atMs: startedAtMs + (e2eMs ?? 0),
  }));
  const twins = pairTwins(stretches, measured, () => true);
  const taken = new Set([...twins.values()].map(({ key }) => key));
  const untold = measured
    .filter(({ key }) => !taken.has(key))
    .map(({ key, last, startMs, atMs }) => ({
      id: key,
      sessionId,
      model: firstText([last], "model"),
      startedAtMs: startMs,
      e2eMs: last.facts["suspended"] === true ? null : atMs - startMs,
    }));
  return [...told, ...untold];
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
