import type { PhasePiece } from "#lib/domain/attribute-phases.ts";
import type { Observation } from "#lib/domain/observation.ts";
import type { RoundTrip } from "#lib/domain/round-trip.ts";
import type { Approval, ToolCall } from "#lib/domain/turn.ts";

/** What went on in a turn, as pieces of wall clock that may overlap. */
export function turnPieces(
  roundTrips: readonly RoundTrip[],
  tools: readonly ToolCall[],
  decisions: readonly Approval[],
  observations: readonly Observation[],
): PhasePiece[] {
  return [
    ...roundTrips.flatMap(roundTripPieces),
    ...tools.map(({ startedAtMs, durationMs }) =>
      piece("tool", startedAtMs, startedAtMs + (durationMs ?? 0)),
    ),
    ...decisions.map(({ decidedAtMs, waitMs }) =>
      piece("approval", decidedAtMs - (waitMs ?? 0), decidedAtMs),
    ),
    ...observations
      .filter(({ kind }) => kind === "connect")
      .map(({ startMs, atMs }) => piece("connect", startMs ?? atMs, atMs)),
  ];
}

/**
 * Tries that led to nothing, and the waiting before the next, are throttle. The last one queues until its stream
 * opens, then waits for the first token, then generates; without a first token nobody can tell the last two apart.
 */
function roundTripPieces(roundTrip: RoundTrip): PhasePiece[] {
  const { attempts, streamOpenMs, ttftMs } = roundTrip;
  const startMs = roundTrip.startedAtMs;
  const endMs = startMs + roundTrip.e2eMs;
  const lastStartMs = attempts.at(-1)?.startedAtMs ?? startMs;
  const openMs = streamOpenMs === null ? lastStartMs : startMs + streamOpenMs;
  const refused = piece("throttle", startMs, lastStartMs);
  const queue = piece("queue", lastStartMs, openMs);
  if (ttftMs === null) return [refused, queue, piece("unattributed", openMs, endMs)];
  const firstTokenMs = startMs + ttftMs;
  return [
    refused,
    queue,
    piece("firstToken", openMs, firstTokenMs),
    piece("generation", firstTokenMs, endMs),
  ];
}

function piece(phase: PhasePiece["phase"], startMs: number, endMs: number): PhasePiece {
  return { phase, startMs, endMs };
}
