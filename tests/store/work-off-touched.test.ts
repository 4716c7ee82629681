import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Database, openDatabase } from "#lib/store/database.ts";
import { loadAssemblies } from "#lib/store/load-assemblies.ts";
import type { AssembledSegment } from "#lib/store/replace-assemblies.ts";
import { findFigures } from "#lib/store/rollups/find-figures.ts";
import { workOffTouched } from "#lib/store/rollups/work-off-touched.ts";
import { generateHistory } from "#simulation/history/generate-history.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

const END_MS = Date.UTC(2026, 10, 20, 9, 30);

let created: TestDatabase;
/** As two processes have it: a pool each. */
let one: Database;
let other: Database;
let blocker: pg.Client;

beforeAll(async () => {
  created = await createTestDatabase();
  [one, other] = [openDatabase(created.url), openDatabase(created.url)];
  blocker = new pg.Client({ connectionString: created.url });
  await blocker.connect();
});

let loaded = 0;
let seed = 0;

beforeEach(async () => {
  seed += 1;
  loaded += await loadAssemblies(one, segments());
});

afterAll(async () => {
  await Promise.all([one.$disconnect(), other.$disconnect(), blocker.end()]);
  await created.drop();
});

function segments(): readonly AssembledSegment[] {
  const options = { seed, roundTrips: 300, people: 5, teams: 2, days: 2, endMs: END_MS };
  return [...generateHistory(options).days].flatMap((day) => [...day.segments()]);
}

const rollUp = (database: Database) => workOffTouched(database, { quietMs: 0 });

/** How many connections wait for a lock that another has. */
async function waiting(): Promise<number> {
  const { rows } = await blocker.query(`
    select count(*)::int as n from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and backend_type = 'client backend'`);
  return rows[0].n;
}

async function notes(): Promise<number> {
  const { rows } = await blocker.query(
    "select ((select count(*) from touched_hours) + (select count(*) from touched_days))::int as n",
  );
  return rows[0].n;
}

test("while one rolls up, another finds nothing to do, and finds the rest when the first is done", async () => {
  // An hour that is rolled up leaves a note for its day, which has to wait here.
  await blocker.query("begin; lock table touched_days in share mode");
  const first = rollUp(one);
  await expect.poll(waiting, { timeout: 30_000 }).toBe(1);
  expect(await rollUp(other)).toBe(false);
  await blocker.query("commit");
  expect(await first).toBe(true);
  expect(await rollUp(other)).toBe(true);
});

test("notes that another took after this one looked are not a failure", async () => {
  await blocker.query("begin; delete from touched_hours where hour = (select min(hour) from touched_hours)");
  const late = rollUp(one);
  await expect.poll(waiting, { timeout: 30_000 }).toBe(1);
  await blocker.query("commit");
  expect(await late).toBe(true);
  expect(await rollUp(one)).toBe(true);
});

test("two that roll up at once do all the work together, and neither fails", async () => {
  // What the blocker took away above is noted again.
  await blocker.query(
    "insert into touched_hours (hour) select distinct date_trunc('hour', started_at) from round_trips",
  );
  while (await notes()) await Promise.all([rollUp(one), rollUp(other)]);
  const [all] = await findFigures(one, {
    selection: { window: null, variantIds: null, filters: {} },
    figures: ["ttftMs"],
    by: [],
    sums: true,
    intervalMs: null,
    groupOf: () => "all",
  });
  expect(all?.sums.counts.n).toBe(loaded);
});
