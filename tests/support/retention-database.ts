import { type Database, openDatabase, openImpatientDatabase } from "#lib/store/database.ts";
import { type DropOptions, type DroppedPartitions, dropPartitions } from "#lib/store/drop-partitions.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

/** A database from which old partitions are dropped. */
export interface RetentionDatabase {
  readonly url: string;
  readonly database: Database;
  /** Drops what is older than what is kept; whatever has to be over first is looked at once, unless told otherwise. */
  drop(options?: DropOptions): Promise<DroppedPartitions>;
  /** Names of the tables that are partitions, or were, in order. */
  partitions(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** An empty one, or another process's view of one that is there. */
export async function createRetentionDatabase(url?: string): Promise<RetentionDatabase> {
  const created = url === undefined ? await createTestDatabase() : { url, drop: async () => undefined };
  const database = openDatabase(created.url);
  const impatient = openImpatientDatabase(created.url);
  return {
    url: created.url,
    database,
    drop: (options = {}) => dropPartitions(database, impatient, { patienceMs: 0, ...options }),
    async partitions() {
      const rows = await database.$queryRaw<{ name: string }[]>`
        select relname::text as name from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'r' and relname ~ '_([0-9]{8}|before|after)$'
        order by relname`;
      return rows.map(({ name }) => name);
    },
    async close() {
      await Promise.all([database.$disconnect(), impatient.$disconnect()]);
      await created.drop();
    },
  };
}
