import pg from "pg";
import { expect, test } from "vitest";
import { diffMigrations } from "#server/database/diff-migrations.ts";
import { migrate } from "#server/database/migrate.ts";
import { type Migrations, readMigrations } from "#server/database/migrations.ts";
import { createEmptyDatabase, createTestDatabase } from "#tests/support/test-database.ts";

test("the migrations lead exactly to schema.prisma", async () => {
  const database = await createEmptyDatabase();
  expect(await diffMigrations(database.url)).toBeNull();
  await database.drop();
});

test("a migrated database needs nothing", async () => {
  const database = await createTestDatabase();
  expect(await migrate(database.url)).toEqual([]);
  await database.drop();
});

test("of several that start at once, exactly one migrates", async () => {
  const database = await createEmptyDatabase();
  const all = (await readMigrations()).migrationDirectories.map(({ path }) => path);
  const applied = await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
  expect(applied.flat()).toEqual(all);
  await database.drop();
});

test("a database with migrations from the future is refused and left alone", async () => {
  const database = await createEmptyDatabase();
  await migrate(database.url, withMigration(await readMigrations(), "CREATE TABLE future (id int)"));
  await expect(migrate(database.url)).rejects.toThrow(
    "The database was written by a newer Roundtrip (it holds 20990101000000_added): update this one",
  );
  await database.drop();
});

test("throttles that were stored before get the caller of their round trip", async () => {
  const database = await createEmptyDatabase();
  const all = await readMigrations();
  const older = all.migrationDirectories.filter(({ path }) => path < "20261126161545_throttle_callers");
  await migrate(database.url, { ...all, migrationDirectories: older });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const atMs = Date.UTC(2026, 10, 20, 10);
  for (const table of ["round_trips", "throttles"])
    await client.query("select add_partition($1, 7, $2::float8)", [table, atMs]);
  await client.query(
    `insert into round_trips (id, started_at, session, segment_ms, caller_id, route_id, ending_id, account_id, attempts, e2e_ms)
     values ('known', to_timestamp($1::float8 / 1000), 1, 0, 42, 1, 1, 1, 2, 10)`,
    [atMs],
  );
  await client.query(
    `insert into throttles (round_trip_id, round_trip_started_at, position, started_at, class, lost_ms)
     select id, to_timestamp($1::float8 / 1000), 0, to_timestamp($1::float8 / 1000), 'rate', 5
     from unnest(array['known', 'dropped']) as r (id)`,
    [atMs],
  );
  await migrate(database.url);
  const { rows } = await client.query("select round_trip_id, caller_id from throttles");
  expect(rows).toEqual([{ round_trip_id: "known", caller_id: 42 }]);
  await client.end();
  await database.drop();
});

test("a migration that fails leaves no trace, and the next start succeeds", async () => {
  const database = await createEmptyDatabase();
  const broken = withMigration(await readMigrations(), "CREATE TABLE left_over (id int);\nSELECT 1 / 0;");
  await expect(migrate(database.url, broken)).rejects.toThrow(
    "The database could not be migrated, nothing was changed: division by zero",
  );
  expect(await tablesOf(database.url)).toEqual([]);
  const names = broken.migrationDirectories.slice(0, -1).map(({ path }) => path);
  expect(await migrate(database.url)).toEqual(names);
  await database.drop();
});

test("a function whose body holds semicolons survives as a migration", async () => {
  const database = await createEmptyDatabase();
  const sql = "CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END $$;";
  await migrate(database.url, withMigration(await readMigrations(), sql));
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  expect((await client.query("SELECT two()")).rows).toEqual([{ two: 2 }]);
  await client.end();
  await database.drop();
});

test("a database that holds something else is refused", async () => {
  const database = await createEmptyDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("CREATE TABLE somebody_elses (id int)");
  await client.end();
  await expect(migrate(database.url)).rejects.toThrow(
    /^The database could not be migrated, nothing was changed: /,
  );
  expect(await tablesOf(database.url)).toEqual(["somebody_elses"]);
  await database.drop();
});

function withMigration(migrations: Migrations, sql: string): Migrations {
  const migrationFile = { path: "migration.sql", content: { tag: "ok" as const, value: sql } };
  const added = { path: "20990101000000_added", migrationFile };
  return { ...migrations, migrationDirectories: [...migrations.migrationDirectories, added] };
}

async function tablesOf(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const found = await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
  await client.end();
  return found.rows.map(({ tablename }) => String(tablename));
}

test("turns that are told by roll-ups alone are told by the kinds of their calls, too", async () => {
  const database = await createEmptyDatabase();
  const all = await readMigrations();
  const older = all.migrationDirectories.filter(({ path }) => path < "20261126200000_call_kinds");
  await migrate(database.url, { ...all, migrationDirectories: older });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const hours = [Date.UTC(2026, 8, 20, 10), Date.UTC(2026, 10, 20, 10)];
  const [alone = 0, withFacts = 0] = hours;
  for (const atMs of hours) {
    for (const table of ["round_trips", "hourly_turn_figures"])
      await client.query("select add_partition($1, 7, $2::float8)", [table, atMs]);
    await client.query(
      `insert into hourly_turn_figures (started_at, key_id, n, complete, round_trips, tool_calls, approvals, calls, duration_ms,
        client_ms, connect_ms, queue_ms, first_token_ms, generation_ms, tool_ms, approval_ms, throttle_ms, unattributed_ms)
       values (to_timestamp($1::float8 / 1000), 7, 2, 2, 3, 0, 0, '{3}', 10, 0, 0, 0, 0, 10, 0, 0, 0, 0)`,
      [atMs],
    );
  }
  await client.query(
    "insert into turn_keys (id, key, cut, call_set_id) values (7, 'k', 'calls', 5), (8, 'l', 'all', null)",
  );
  await client.query(
    `insert into round_trips (id, started_at, session, segment_ms, caller_id, route_id, ending_id, account_id, attempts, e2e_ms)
     values ('one', to_timestamp($1::float8 / 1000), 1, 0, 42, 1, 1, 1, 2, 10)`,
    [withFacts],
  );
  await migrate(database.url);
  const { rows } = await client.query(
    `select k.cut, k.call_set_id, f.n, f.calls, (extract(epoch from f.started_at) * 1000)::float8 as ms
     from hourly_turn_figures f join turn_keys k on k.id = f.key_id where k.cut <> 'calls'`,
  );
  expect(rows).toEqual([{ cut: "kinds", call_set_id: 5, n: 2, calls: [3], ms: alone }]);
  const touched = await client.query(
    "select (extract(epoch from hour) * 1000)::float8 as ms from touched_hours",
  );
  expect(touched.rows).toEqual([{ ms: withFacts }]);
  await client.end();
  await database.drop();
});
