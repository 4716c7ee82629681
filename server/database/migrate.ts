import pg from "pg";
import { StartError } from "#server/start-error.ts";
import { engineAdapter } from "./engine-adapter.ts";
import { type Migrations, readMigrations } from "./migrations.ts";
import { openSchemaEngine } from "./schema-engine.ts";

// Any constant will do, as long as every Roundtrip asks for the same one.
const advisoryLockKey = 7_726_183;

/**
 * Brings the database up to the newest migration and returns the names of those it applied. All of it is one
 * transaction, so an interrupted migration leaves nothing behind; of several that start at once, one migrates and the
 * others wait. Throws StartError when the database is ahead of this Roundtrip, holds something else or rejects a step.
 */
export async function migrate(url: string, given?: Migrations): Promise<readonly string[]> {
  const migrations = given ?? (await readMigrations());
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // A lost connection also fails the statement that is under way.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [advisoryLockKey]);
    const applied = await applyInside(client, migrations);
    await client.query("COMMIT");
    return applied;
  } finally {
    // Without a commit, this takes everything back.
    await client.end();
  }
}

async function applyInside(client: pg.Client, migrationsList: Migrations): Promise<readonly string[]> {
  const complaints: string[] = [];
  const filters = { externalTables: [], externalEnums: [] };
  const engine = await openSchemaEngine(engineAdapter(client, complaints), null);
  try {
    const state = await engine.diagnoseMigrationHistory({
      migrationsList,
      optInToShadowDatabase: false,
      filters,
    });
    const { history, failedMigrationNames } = state;
    if (history?.diagnostic === "migrationsDirectoryIsBehind" || history?.diagnostic === "historiesDiverge") {
      throw new StartError(
        `The database was written by a newer Roundtrip (it holds ${history.unpersistedMigrationNames.at(-1)}): update this one`,
      );
    }
    if (failedMigrationNames.length > 0) {
      throw new StartError(
        `Migration ${failedMigrationNames[0]} failed half-way in another tool: finish it there with "prisma migrate resolve"`,
      );
    }
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters });
    return appliedMigrationNames;
  } catch (error) {
    if (error instanceof StartError) throw error;
    const reason = complaints[0] ?? firstLine(error);
    throw new StartError(`The database could not be migrated, nothing was changed: ${reason}`);
  } finally {
    engine.free();
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
