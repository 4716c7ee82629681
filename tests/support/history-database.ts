import type { RoundTrip } from "#lib/domain/round-trip.ts";
import type { Turn } from "#lib/domain/turn.ts";
import { type Database, openDatabase } from "#lib/store/database.ts";
import { loadAssemblies } from "#lib/store/load-assemblies.ts";
import { workOffTouched } from "#lib/store/rollups/work-off-touched.ts";
import { generateHistory } from "#simulation/history/generate-history.ts";
import type { HistoryOptions } from "#simulation/history/history-options.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

/** A database that holds a made-up history, and what the history consists of. */
export interface HistoryDatabase {
  readonly url: string;
  readonly database: Database;
  readonly roundTrips: readonly RoundTrip[];
  readonly turns: readonly Turn[];
  drop(): Promise<void>;
}

/** Makes up a history and stores it; about half of its hours are rolled up, so that answers need both. */
export async function createHistoryDatabase(options: HistoryOptions): Promise<HistoryDatabase> {
  const segments = [...generateHistory(options).days].flatMap((day) => [...day.segments()]);
  const created = await createTestDatabase();
  const database = openDatabase(created.url);
  await loadAssemblies(database, segments);
  const hours = (options.days ?? 30) * 12;
  for (let worked = 0; worked < hours; worked += 1)
    if (!(await workOffTouched(database, { quietMs: 0 }))) break;
  return {
    url: created.url,
    database,
    roundTrips: segments.flatMap(({ assembly }) => assembly.roundTrips),
    turns: segments.flatMap(({ assembly }) => assembly.turns),
    async drop() {
      await database.$disconnect();
      await created.drop();
    },
  };
}
