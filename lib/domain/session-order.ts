/**
 * What a list of sessions can be ordered by, the greatest first; `lastTurnAt` begins with the newest: the one of whose turns
 * that are asked for the last began last.
 */
export const SESSION_SORT_KEYS = ["lastTurnAt", "modelMs", "roundTrips", "switches"] as const;

export type SessionSortKey = (typeof SESSION_SORT_KEYS)[number];

/** Where in an ordered list to go on: behind the session of this value and id. */
export interface SessionPosition {
  /** The value ordered by, a whole number: Unix microseconds for `lastTurnAt`, microseconds for `modelMs`. */
  readonly value: number;
  readonly id: string;
}
