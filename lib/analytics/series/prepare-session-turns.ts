import type { SessionTurn } from "#lib/analytics/describe-session.ts";

/** A turn as a line of its session. */
export interface SessionTurnLine {
  readonly turn: SessionTurn;
  /** From 1 on. */
  readonly number: number;
  /** From the end of what ran before to its start, in ms; 0 where turns overlap, null for the first. */
  readonly pauseMs: number | null;
  /** Its duration in % of the longest turn's. */
  readonly widthPercent: number;
}

/** Prepares the turns of a session, in order of time. */
export function prepareSessionTurns(turns: readonly SessionTurn[]): readonly SessionTurnLine[] {
  const longestMs = turns.reduce((most, { durationMs }) => Math.max(most, durationMs), 0);
  let endMs: number | null = null;
  return turns.map((turn, index) => {
    const pauseMs = endMs === null ? null : Math.max(0, turn.startedAtMs - endMs);
    endMs = Math.max(endMs ?? Number.NEGATIVE_INFINITY, turn.startedAtMs + turn.durationMs);
    return {
      turn,
      number: index + 1,
      pauseMs,
      widthPercent: longestMs === 0 ? 100 : (turn.durationMs / longestMs) * 100,
    };
  });
}
