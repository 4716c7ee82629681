import type { PhasePiece } from "#lib/domain/attribute-phases.ts";
import type { Observation } from "#lib/domain/observation.ts";
import type { RoundTrip } from "#lib/domain/round-trip.ts";
import { tryPieces } from "#lib/domain/try-pieces.ts";
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
 * Tries that were refused, and the waiting before the next, are throttle. The last one queues until its stream
 * opens, then waits for the first token, then generates; without a first token nobody can tell the last two apart
 * before the first output.
 * A connection that HTTP needed was set up before it could queue; that of a WebSocket was before the request.
 */
function roundTripPieces(roundTrip: RoundTrip): PhasePiece[] {
  const { attempts, streamOpenMs, ttftMs, ttfoMs, connectMs, transport } = roundTrip;
  const startMs = roundTrip.startedAtMs;
  const endMs = startMs + roundTrip.e2eMs;
  const lastStartMs = attempts.at(-1)?.startedAtMs ?? startMs;
  const connectedMs = lastStartMs + (transport === "websocket" ? 0 : (connectMs ?? 0));
  const openMs = streamOpenMs === null ? lastStartMs : startMs + streamOpenMs;
  const tries = tryPieces(
    attempts.map(({ startedAtMs, throttle }) => ({ startedAtMs, isThrottled: throttle !== null })),
  );
  // A round trip that ended in a refusal was throttled to its end.
  if (attempts.at(-1)?.throttle) return [...tries, piece("throttle", lastStartMs, endMs)];
  const connect = piece("connect", lastStartMs, Math.min(connectedMs, endMs));
  const queue = piece("queue", connectedMs, openMs);
  if (ttftMs === null) {
    const firstOutputMs = ttfoMs === null ? endMs : startMs + ttfoMs;
    return [
      ...tries,
      connect,
      queue,
      piece("unattributed", openMs, firstOutputMs),
      piece("generation", firstOutputMs, endMs),
    ];
  }
  const firstTokenMs = startMs + ttftMs;
  return [
    ...tries,
    connect,
    queue,
    piece("firstToken", openMs, firstTokenMs),
    piece("generation", firstTokenMs, endMs),
  ];
}

function piece(phase: PhasePiece["phase"], startMs: number, endMs: number): PhasePiece {
  return { phase, startMs, endMs };
}
