import { findTurns, type ListedTurn, type TurnListing } from "#lib/store/find-turns.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";

/** Lists the newest or the longest turns of a window. */
export function listTurns(listing: TurnListing, database = sharedDatabase()): Promise<readonly ListedTurn[]> {
  return findTurns(database, listing);
}
