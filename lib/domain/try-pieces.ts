import type { PhasePiece } from "./attribute-phases.ts";

/** One try of a round trip, as far as its part of the wait goes. */
interface Try {
  /** Unix ms. */
  readonly startedAtMs: number;
  readonly isThrottled: boolean;
}

/**
 * What the tries before the one that decided made somebody wait for, each with the waiting behind it until the next
 * one: throttling when it was refused, and unattributed when it broke, since nobody tells where that time went.
 */
export function tryPieces(tries: readonly Try[]): PhasePiece[] {
  return tries.flatMap(({ startedAtMs, isThrottled }, index) => {
    const next = tries[index + 1];
    if (next === undefined) return [];
    return {
      phase: isThrottled ? "throttle" : "unattributed",
      startMs: startedAtMs,
      endMs: next.startedAtMs,
    };
  });
}
