import type { TimeWindow } from "#lib/domain/time-window.ts";
import { findLatestTurns, type LatestTurn } from "#lib/store/find-latest-turns.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";

/** The turns that started last within the window, newest first. */
export function listLatestTurns(
  window: TimeWindow,
  limit: number,
  database = sharedDatabase(),
): Promise<readonly LatestTurn[]> {
  return findLatestTurns(database, window, limit);
}
