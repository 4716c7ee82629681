import type { LedgerFlag } from "#lib/domain/limits/ledger/bucket-ledger.ts";
import { nameOfValue, tellPersonIn } from "#lib/domain/settings/presentation.ts";
import { type FoundCall, findCalls } from "#lib/store/find-calls.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { showValues } from "./show-values.ts";

/** The round trips that these flags name, by their ids; what was removed since is missing. */
export async function findFlaggedCalls(
  flags: readonly LedgerFlag[],
  database = sharedDatabase(),
): Promise<ReadonlyMap<string, FoundCall>> {
  const ids = [...new Set(flags.flatMap(({ callIds }) => callIds))];
  const [calls, presentation] = await Promise.all([findCalls(database, ids), showValues(database)]);
  return new Map(
    calls.map((call) => {
      const person = nameOfValue(presentation, "person", tellPersonIn(presentation, call));
      return [call.id, { ...call, person }];
    }),
  );
}
