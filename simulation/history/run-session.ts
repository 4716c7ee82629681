import type { SettledOptions } from "./history-options.ts";
import { openSession } from "./history-session.ts";
import type { HistoryWorld } from "./make-call.ts";
import type { SessionPlan } from "./plan-days.ts";
import { type HistorySegment, runTurn } from "./run-turn.ts";

/** What somebody does between two turns: reading, trying, thinking; programs go on at once. */
const PAUSE_MS = 45_000;
const PROGRAM_PAUSE_MS = 4_000;
const PAUSE_MAX_MS = 900_000;

/** Runs a session turn by turn, until it has made the round trips planned. */
export function* runSession(
  options: SettledOptions,
  world: HistoryWorld,
  plan: SessionPlan,
): Generator<HistorySegment, void> {
  const session = openSession(options, plan);
  let startMs = plan.startMs;
  let left = plan.roundTrips;
  while (left > 0) {
    const segment = runTurn(session, world, {
      startMs,
      roundTripsMax: left,
      isFirst: left === plan.roundTrips,
      isConfounded: options.isConfounded,
    });
    yield segment;
    left -= segment.assembly.roundTrips.length;
    const pauseMs = session.chance.around(session.isProgram ? PROGRAM_PAUSE_MS : PAUSE_MS, 1);
    // Prompts are stamped in whole milliseconds.
    startMs = Math.ceil(endOf(segment) + Math.min(PAUSE_MAX_MS, pauseMs));
  }
}

/** Unix ms at which a turn was over. */
export function endOf({ assembly }: HistorySegment): number {
  return assembly.turns.reduce((end, turn) => Math.max(end, turn.startedAtMs + turn.durationMs), 0);
}
