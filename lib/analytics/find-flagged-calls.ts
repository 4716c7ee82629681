import type { LedgerFlag } from "#lib/domain/limits/ledger/bucket-ledger.ts";
import { type FoundCall, findCalls } from "#lib/store/find-calls.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";

/** The round trips that these flags name, by their ids; what was removed since is missing. */
export async function findFlaggedCalls(
  flags: readonly LedgerFlag[],
  database = sharedDatabase(),
): Promise<ReadonlyMap<string, FoundCall>> {
  const ids = [...new Set(flags.flatMap(({ callIds }) => callIds))];
  return new Map((await findCalls(database, ids)).map((call) => [call.id, call]));
}
