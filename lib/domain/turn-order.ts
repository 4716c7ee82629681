import type { Phase } from "./phase.ts";

/** What a list of turns can be ordered by, the greatest first; `startedAt` begins with the newest. */
export const TURN_SORT_KEYS = ["startedAt", "durationMs", "modelMs", "roundTrips"] as const;

export type TurnSortKey = (typeof TURN_SORT_KEYS)[number];

/** The phases that pass inside round trips: `modelMs` of a turn is their sum, what it waited for models and the way to them. */
export const MODEL_PHASES = [
  "connect",
  "queue",
  "firstToken",
  "generation",
  "throttle",
  "unattributed",
] as const satisfies readonly Phase[];

/** Where in an ordered list to go on: behind the turn of this value and id. */
export interface TurnPosition {
  /** The value ordered by; Unix microseconds for `startedAt`. */
  readonly value: number;
  readonly id: string;
}
