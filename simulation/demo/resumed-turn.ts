import type { PlayedTurn } from "#simulation/accounts/play-history.ts";

/** A session's id tells when it began, as the UUIDs of clients do; Unix ms. */
function begunMs(sessionId: string): number {
  return Number.parseInt(sessionId.slice(0, 8) + sessionId.slice(9, 13), 16);
}

/**
 * A turn of a session that began before a Unix ms, as one of another session that goes on with it: what is told of a
 * session would else take the place of what is stored of it. Any other turn is as it was.
 */
export function resumedTurn(played: PlayedTurn, sinceMs: number): PlayedTurn {
  const { segment, readings, endMs } = played;
  const { assembly } = segment;
  const turn = assembly.turns[0];
  if (turn === undefined || begunMs(turn.sessionId) >= Math.floor(sinceMs)) return played;
  const sessionId = turn.sessionId.replace(/-a(?=[0-9a-f]{3}-)/, "-b");
  const own = <T extends { readonly sessionId: string | null }>(items: readonly T[]) =>
    items.map((item) => ({ ...item, sessionId }));
  return {
    segment: {
      ...segment,
      scope: segment.scope.replace(turn.sessionId, sessionId),
      assembly: {
        ...assembly,
        turns: own(assembly.turns),
        roundTrips: own(assembly.roundTrips),
        warmUps: own(assembly.warmUps),
      },
    },
    readings: own(readings),
    endMs,
  };
}
