import type { DescribedTurn } from "#lib/analytics/describe-turn.ts";
import { formatIso } from "#lib/analytics/format-time.ts";
import { roundFigure } from "#lib/analytics/round-figure.ts";
import type { WireDetails } from "#lib/domain/round-trip.ts";
import { presentRoundTrip } from "./present-round-trip.ts";

function presentWire(wire: WireDetails): Readonly<Record<string, string | number | null>> {
  return Object.fromEntries(
    Object.entries(wire).map(([name, value]) => [
      name,
      typeof value === "number" ? roundFigure(value) : value,
    ]),
  );
}

/** Presents a turn in JSON; the tries of a round trip lie in its `tries`, its `attempts` is their number. */
export function presentTurn(turn: DescribedTurn) {
  const triesOf = Map.groupBy(turn.attempts, ({ roundTripId }) => roundTripId);
  return {
    id: turn.id,
    sessionId: turn.sessionId,
    startedAt: formatIso(turn.startedAtMs),
    durationMs: roundFigure(turn.durationMs),
    client: turn.client,
    clientVersion: turn.clientVersion,
    person: turn.person,
    team: turn.team,
    repository: turn.repository,
    outcome: turn.outcome,
    phases: turn.phases.map(({ phase, ms }) => ({ phase, ms: roundFigure(ms) })),
    roundTrips: turn.roundTrips.map((roundTrip) => ({
      ...presentRoundTrip(roundTrip),
      tries: (triesOf.get(roundTrip.id) ?? []).map((attempt) => ({
        startedAt: formatIso(attempt.startedAtMs),
        durationMs: roundFigure(attempt.durationMs),
        statusCode: attempt.statusCode,
        errorType: attempt.errorType,
        throttleClass: attempt.throttleClass,
      })),
      wire: roundTrip.wire && presentWire(roundTrip.wire),
    })),
    toolCalls: turn.toolCalls.map((call) => ({
      id: call.id,
      tool: call.tool,
      startedAt: formatIso(call.startedAtMs),
      durationMs: roundFigure(call.durationMs),
      outcome: call.outcome,
    })),
    approvals: turn.approvals.map((approval) => ({
      id: approval.id,
      tool: approval.tool,
      decidedAt: formatIso(approval.decidedAtMs),
      waitMs: roundFigure(approval.waitMs),
      decision: approval.decision,
      decidedBy: approval.decidedBy,
    })),
    warmUps: turn.warmUps.map((warmUp) => ({
      id: warmUp.id,
      model: warmUp.model,
      startedAt: formatIso(warmUp.startedAtMs),
      e2eMs: roundFigure(warmUp.e2eMs),
    })),
  };
}
