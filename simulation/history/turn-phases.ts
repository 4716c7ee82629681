import type { Phase } from "#lib/domain/phase.ts";
import type { RoundTrip } from "#lib/domain/round-trip.ts";

/** Milliseconds of each phase, while a turn is still being made. */
export type PhaseSums = Record<Phase, number>;

export function noPhases(): PhaseSums {
  return {
    client: 0,
    connect: 0,
    queue: 0,
    firstToken: 0,
    generation: 0,
    tool: 0,
    approval: 0,
    throttle: 0,
    unattributed: 0,
  };
}

/**
 * Adds what a round trip made somebody wait for: what the project's own attribution of phases says of it, which must
 * expect pieces to overlap, and for that would make a history take half as long again or twice. Those of a made-up turn
 * never overlap.
 */
export function addRoundTrip(sums: PhaseSums, roundTrip: RoundTrip): void {
  const { attempts, startedAtMs, streamOpenMs, ttftMs, ttfoMs, e2eMs, connectMs, transport } = roundTrip;
  let lastFromMs = 0;
  for (const [index, { throttle }] of attempts.entries()) {
    const next = attempts[index + 1];
    if (next === undefined) break;
    const nextFromMs = next.startedAtMs - startedAtMs;
    sums[throttle === null ? "unattributed" : "throttle"] += nextFromMs - lastFromMs;
    lastFromMs = nextFromMs;
  }
  if (attempts.at(-1)?.throttle) {
    sums.throttle += e2eMs - lastFromMs;
    return;
  }
  const connectedMs = Math.min(e2eMs, lastFromMs + (transport === "websocket" ? 0 : (connectMs ?? 0)));
  const openMs = Math.max(streamOpenMs ?? 0, connectedMs);
  const firstMs = Math.max(ttftMs ?? ttfoMs ?? e2eMs, openMs);
  sums.connect += connectedMs - lastFromMs;
  sums.queue += openMs - connectedMs;
  sums[ttftMs === null ? "unattributed" : "firstToken"] += firstMs - openMs;
  sums.generation += e2eMs - firstMs;
}
