import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Observation } from "#lib/domain/observation.ts";
import { assembleSegment } from "#lib/ingest/assembly/assemble-segment.ts";
import { type Database, openDatabase } from "#lib/store/database.ts";
import { assemblePending } from "#lib/store/pending-assemblies.ts";
import { saveObservations } from "#lib/store/save-observations.ts";
import { migrate } from "#server/database/migrate.ts";
import { readMigrations } from "#server/database/migrations.ts";
import { captureRecords, observeRecords } from "#tests/support/captures.ts";
import { CodexSession } from "#tests/support/codex-session.ts";
import { historyOf, storedHistory } from "#tests/support/stored-history.ts";
import { createEmptyDatabase, type TestDatabase } from "#tests/support/test-database.ts";
import { sessionOfCapture, tapped, wireOfCapture } from "#tests/support/wire-spans.ts";

const PARTITIONED = "20261125191901_figures_at_scale";
const KEPT = ["observations", "rate_limit_readings", "metric_points", "metric_series"] as const;

/** What several clients and the wire told, some of it without a scope of its own. */
const observations: readonly Observation[] = [
  ...observeRecords(["codex-sse", "codex-websocket", "claude-code", "qwen-code"].flatMap(captureRecords)),
  ...observeRecords(wireOfCapture("codex-sse", tapped("codex_exec", null), "trace")),
  ...observeRecords(
    wireOfCapture("claude-code", tapped("claude-cli", sessionOfCapture("claude-code")), "session"),
  ),
  ...new CodexSession()
    .prompt(0)
    .request(20, 10, 429)
    .request(940, 20, 200, 1)
    .deltas(1000, 1050)
    .completed(1100)
    .prompt(5000)
    .request(5020, 10)
    .deltas(5100)
    .completed(5200)
    .observations(),
];

let testDatabase: TestDatabase;
let sql: pg.Client;
let database: Database;
let before: Readonly<Record<string, readonly unknown[]>>;

beforeAll(async () => {
  testDatabase = await createEmptyDatabase();
  sql = new pg.Client({ connectionString: testDatabase.url });
  await sql.connect();
  const all = await readMigrations();
  const older = all.migrationDirectories.filter(({ path }) => path < PARTITIONED);
  await migrate(testDatabase.url, { ...all, migrationDirectories: older });
  await fillAsBefore();
  before = await keptRows();
  await migrate(testDatabase.url);
  database = openDatabase(testDatabase.url);
});

afterAll(async () => {
  await database?.$disconnect();
  await sql?.end();
  await testDatabase?.drop();
});

/** Rows by column, in a table as it is at the time. */
async function insert(table: string, rows: readonly object[]): Promise<void> {
  await sql.query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1)`, [
    JSON.stringify(rows),
  ]);
}

/** Data as the schema before had it: of two weeks, and assembled, though from less than there is now. */
async function fillAsBefore(): Promise<void> {
  const firstMs = Date.UTC(2026, 10, 22, 23, 59);
  await insert(
    "observations",
    observations.map(({ scope, kind, source, facts, ...told }, index) => ({
      key: told.key,
      scope,
      trace_id: told.traceId,
      span_id: told.spanId,
      parent_span_id: told.parentSpanId,
      kind,
      source,
      at_ms: told.atMs,
      start_ms: told.startMs,
      facts,
      instants: told.instants ?? [],
      // Before, at and after the midnight at which the week of the stories ends.
      received_at: new Date(firstMs + (index % 3) * 60_000).toISOString(),
    })),
  );
  const observedAt = ["1970-01-01T00:00:00Z", "2026-11-08T23:59:59.999999Z", "2026-11-09T00:00:00Z"];
  await insert(
    "rate_limit_readings",
    observedAt.map((observed_at, index) => ({
      id: `reading-${index}`,
      provider: "openai",
      account: "3f9a",
      family: "codex",
      family_name: "Codex",
      window_minutes: 300,
      window_kind: "fixed",
      unit: "percent",
      limit: 100,
      remaining: 40,
      used_fraction: 0.6,
      resets_at_ms: Date.parse(observed_at),
      status: "allowed",
      is_binding: index === 1,
      source: "file",
      session_id: `session-${index}`,
      raw: "used_percent: 60",
      observed_at,
    })),
  );
  await insert("metric_series", [
    { id: "series", metric: "m", figure: "e2eMs", unit_ms: 1000, rank: 6, client: "my-agent" },
  ]);
  await insert(
    "metric_points",
    observedAt.map((instant, index) => ({
      series_id: "series",
      start_ms: 0,
      time_ms: Date.parse(instant) + 0.25,
      is_cumulative: true,
      count: index,
      histogram: { kind: "explicit", bounds: [1, 2], counts: [index, 0, 0] },
    })),
  );
  await insert("model_variants", [{ id: 1, model: "old" }]);
  const phases = ["client", "connect", "queue", "first_token", "generation", "tool", "approval", "throttle"];
  const place = {
    scope: "gone",
    segment_ms: 0,
    session_id: "gone",
    client: "codex",
    started_at: observedAt[2],
  };
  await insert("turns", [
    {
      ...place,
      id: "old turn",
      duration_ms: 5,
      outcome: "complete",
      unattributed_ms: 5,
      ...Object.fromEntries(phases.map((phase) => [`${phase}_ms`, 0])),
    },
  ]);
  await insert("round_trips", [
    {
      ...place,
      id: "old trip",
      turn_id: "old turn",
      variant_id: 1,
      e2e_ms: 5,
      basis: "wire",
      outcome: "complete",
    },
  ]);
}

async function keptRows(): Promise<Record<string, readonly unknown[]>> {
  const kept: Record<string, readonly unknown[]> = {};
  for (const table of KEPT) {
    const { rows } = await sql.query(`select to_jsonb(t) - 'received_on' as row from ${table} t order by 1`);
    kept[table] = rows.map(({ row }) => row);
  }
  return kept;
}

test("observations, readings and metric points are the same after the tables were partitioned", async () => {
  const after = await keptRows();
  for (const table of KEPT) {
    expect(before[table]?.length).toBeGreaterThan(0);
    expect(after[table]).toEqual(before[table]);
  }
  const { rows } = await sql.query(
    "select distinct tableoid::regclass::text as name from observations order by 1",
  );
  expect(rows.map(({ name }) => name)).toEqual(["observations_20261116", "observations_20261123"]);
});

test("everything is assembled again from them, and nothing of what was assembled before is left", async () => {
  while ((await assemblePending(database, assembleSegment)) > 0);
  const truth = historyOf(observations);
  expect(truth.turns.length).toBeGreaterThan(4);
  expect(truth.roundTrips.some(({ wire }) => wire !== null)).toBe(true);
  expect(await storedHistory(database)).toEqual(truth);
});

test("what had come before is still known as such: sent again, it is a duplicate", async () => {
  expect(await saveObservations(database, observations)).toEqual({
    stored: 0,
    duplicate: observations.length,
  });
  expect(await database.pendingAssembly.count()).toBe(0);
});

test("what was assembled again stays when the observations of its week are dropped, as if it had always been there", async () => {
  const all = await storedHistory(database);
  await sql.query("alter table observations detach partition observations_20261116");
  await sql.query("drop table observations_20261116");
  const retold = observations.filter((_, index) => index % 4 === 0);
  await saveObservations(database, retold);
  while ((await assemblePending(database, assembleSegment)) > 0);
  expect(await storedHistory(database)).toEqual(all);
});
