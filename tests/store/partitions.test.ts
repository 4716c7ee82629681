import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { MetricPoint } from "#lib/domain/metric-point.ts";
import type { RateLimitReading } from "#lib/domain/rate-limit-reading.ts";
import { addPartitions, PARTITION_DAYS, type PartitionedTable } from "#lib/store/add-partitions.ts";
import { type Database, openDatabase } from "#lib/store/database.ts";
import { saveMetricPoints } from "#lib/store/save-metric-points.ts";
import { saveObservations } from "#lib/store/save-observations.ts";
import { saveRateLimitReadings } from "#lib/store/save-rate-limit-readings.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { CodexSession } from "#tests/support/codex-session.ts";
import {
  insertSampleRows,
  iso,
  sampleRoundTrip,
  sampleTurn,
  sampleWarmUp,
} from "#tests/support/sample-rows.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

const WEEK_MS = 7 * 86_400_000;
/** A Monday (UTC) at midnight, at which a week's partition begins and one of four weeks, too. */
const MONDAY_MS = Date.UTC(2026, 10, 30);

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.url, 16);
});

afterAll(async () => {
  await database.$disconnect();
  await testDatabase.drop();
});

const READING: RateLimitReading = {
  id: "reading",
  provider: "openai",
  account: null,
  family: "codex",
  familyName: null,
  windowMinutes: 300,
  windowKind: "fixed",
  unit: "percent",
  limit: null,
  remaining: null,
  usedFraction: 0.5,
  resetsAtMs: null,
  status: null,
  isBinding: false,
  source: "file",
  sessionId: null,
  raw: "",
  observedAtMs: 0,
};

const POINT: MetricPoint = {
  series: {
    id: "series",
    metric: "gen_ai.client.operation.duration",
    figure: "e2eMs",
    unitMs: 1000,
    rank: 6,
    client: "my-agent",
    clientVersion: null,
    provider: "openai",
    model: "gpt-5.3-codex-spark",
    serviceTier: null,
    person: null,
    team: null,
    repository: null,
  },
  isCumulative: false,
  startMs: 0,
  timeMs: 0,
  count: 1,
  min: null,
  max: null,
  histogram: { kind: "explicit", bounds: [1], counts: [1, 0] },
};

/** Writes a row of each kind at these instants (Unix ms), all by the ways that rows come in by. */
async function writeAt(instants: readonly number[], name: string): Promise<void> {
  const named = instants.map((ms, index) => ({ ms, id: `${name}-${index}` }));
  await insertSampleRows(database, {
    turns: named.map(({ ms, id }) => sampleTurn({ id, started_at: iso(ms) })),
    round_trips: named.map(({ ms, id }) => sampleRoundTrip({ id, turn_id: id, started_at: iso(ms) })),
    attempts: named.map(({ ms, id }) => ({ round_trip_id: id, position: 0, started_at: iso(ms) })),
    throttles: named.map(({ ms, id }) => ({
      round_trip_id: id,
      position: 0,
      started_at: iso(ms),
      class: "rate",
    })),
    tool_calls: named.map(({ ms, id }) => ({ id, turn_id: id, started_at: iso(ms) })),
    approvals: named.map(({ ms, id }) => ({ id, turn_id: id, decided_at: iso(ms) })),
    warm_ups: named.map(({ ms, id }) => sampleWarmUp({ id, started_at: iso(ms) })),
  });
  await saveRateLimitReadings(
    database,
    named.map(({ ms, id }) => ({ ...READING, id, observedAtMs: ms })),
  );
  await saveMetricPoints(
    database,
    named.map(({ ms, id }) => ({ ...POINT, series: { ...POINT.series, id }, timeMs: ms })),
  );
}

/** The partition in which the row lies, as a date (the first day of it) or "before" or "after". */
async function partitionOf(table: PartitionedTable, key: string, name: string): Promise<string | undefined> {
  const [row] = await database.$queryRaw<{ partition: string }[]>`
    select tableoid::regclass::text as partition from ${Prisma.raw(table)} where ${Prisma.raw(key)} = ${name}`;
  return row?.partition.replace(`${table}_`, "");
}

const WEEKLY = [
  ["turns", "id"],
  ["round_trips", "id"],
  ["attempts", "round_trip_id"],
  ["throttles", "round_trip_id"],
  ["tool_calls", "turn_id"],
  ["approvals", "turn_id"],
  ["warm_ups", "id"],
  ["rate_limit_readings", "id"],
] as const;

test.each([
  ["1970-01-01T00:00:00.000Z", "before", "before"],
  ["1969-12-31T23:59:59.999Z", "before", "before"],
  ["2023-06-15T12:00:00.000Z", "before", "before"],
  ["2023-12-31T23:59:59.999Z", "before", "before"],
  ["2024-01-01T00:00:00.000Z", "20240101", "20240101"],
  ["2024-02-29T12:00:00.000Z", "20240226", "20240226"],
  ["2026-11-29T23:59:59.999Z", "20261123", "20261102"],
  ["2026-11-30T00:00:00.000Z", "20261130", "20261130"],
  ["2099-12-31T23:59:59.999Z", "20991228", "20991221"],
  ["2100-01-01T00:00:00.000Z", "after", "after"],
  ["2150-07-04T00:00:00.000Z", "after", "after"],
])("a row of %s lies in the partition %s of seven days, or %s of 28", async (instant, week, fourWeeks) => {
  await writeAt([Date.parse(instant)], instant);
  for (const [table, key] of WEEKLY)
    expect([table, await partitionOf(table, key, `${instant}-0`)]).toEqual([table, week]);
  expect(await partitionOf("metric_points", "series_id", `${instant}-0`)).toBe(fourWeeks);
});

test("rows of any instants, between the last microsecond of a week and the first of the next, too, find a partition", async () => {
  const near = fc.tuple(fc.integer({ min: -200, max: 200 }), fc.integer({ min: -3_000, max: 3_000 }));
  const instants = fc.oneof(
    fc.integer({ min: -1e12, max: 8e12 }),
    near.map(([weeks, nanoseconds]) => MONDAY_MS + weeks * WEEK_MS + nanoseconds / 1e6),
  );
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(instants, { minLength: 1, maxLength: 6 }), async (chosen) => {
      run += 1;
      const named = chosen.map((ms, index) => ({ ms, id: `any-${run}-${index}` }));
      await saveRateLimitReadings(
        database,
        named.map(({ ms, id }) => ({ ...READING, id, observedAtMs: ms })),
      );
      await saveMetricPoints(
        database,
        named.map(({ ms, id }) => ({ ...POINT, series: { ...POINT.series, id }, timeMs: ms })),
      );
      const ids = named.map(({ id }) => id);
      expect(await database.rateLimitReading.count({ where: { id: { in: ids } } })).toBe(ids.length);
      expect(await database.metricPoint.count({ where: { seriesId: { in: ids } } })).toBe(ids.length);
    }),
    { numRuns: 40 },
  );
});

test("every table that is partitioned has its partitions added the same way", async () => {
  const tables = await database.$queryRaw<{ name: string }[]>`
    select relname as name from pg_class where relkind = 'p' and relnamespace = 'public'::regnamespace order by 1`;
  expect(tables.map(({ name }) => name)).toEqual(Object.keys(PARTITION_DAYS).toSorted());
  for (const { name } of tables)
    await addPartitions(database, name as PartitionedTable, [0, MONDAY_MS, Date.UTC(2150)]);
  const bounds = await database.$queryRaw<{ name: string; bound: string }[]>`
    select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_inherits i join pg_class c on c.oid = i.inhrelid where c.relkind = 'r'`;
  for (const { name } of tables) {
    const ofTable = new Map(bounds.map((one) => [one.name, one.bound]));
    expect(ofTable.get(`${name}_before`)).toMatch(/FROM \(MINVALUE\) TO \('?(2024-01-01|1704067200000)/);
    expect(ofTable.get(`${name}_20261130`)).toMatch(/FROM \('?(2026-11-30|1795996800000)/);
    expect(ofTable.get(`${name}_after`)).toMatch(/FROM \('?(2100-01-01|4102444800000).* TO \(MAXVALUE\)/);
  }
});

test("writers that need the same new partition at once all succeed", async () => {
  const fresh = await createTestDatabase();
  const own = openDatabase(fresh.url, 16);
  const writers = [...Array(6).keys()];
  const session = (writer: number) => `0199aaaa-0000-7000-8000-0000000000${writer}0`;
  for (const atMs of [Date.UTC(2025, 0, 1), Date.UTC(2025, 5, 1), MONDAY_MS]) {
    await Promise.all(
      writers.flatMap((writer) => {
        const id = `${atMs}-${writer}`;
        return [
          // The table's partition of today is new in the first round only.
          saveObservations(own, new CodexSession(session(writer)).prompt(atMs / 1e6).observations()),
          insertSampleRows(own, {
            turns: [sampleTurn({ id, started_at: iso(atMs) })],
            round_trips: [sampleRoundTrip({ id, turn_id: id, started_at: iso(atMs) })],
          }),
          saveRateLimitReadings(own, [{ ...READING, id, observedAtMs: atMs }]),
          saveMetricPoints(own, [{ ...POINT, series: { ...POINT.series, id }, timeMs: atMs }]),
        ];
      }),
    );
  }
  expect({
    observations: await own.observation.count(),
    turns: await own.turn.count(),
    roundTrips: await own.roundTrip.count(),
    readings: await own.rateLimitReading.count(),
    points: await own.metricPoint.count(),
  }).toEqual({ observations: 18, turns: 18, roundTrips: 18, readings: 18, points: 18 });
  await own.$disconnect();
  await fresh.drop();
});

test("while one writer adds a partition and has not committed yet, others read and write what is there", async () => {
  await writeAt([MONDAY_MS], "there");
  await database.$transaction(
    async (adding) => {
      await addPartitions(adding, "round_trips", [MONDAY_MS + 40 * WEEK_MS]);
      await database.$transaction(async (other) => {
        await other.$executeRaw`set local lock_timeout = '5s'`;
        await addPartitions(other, "round_trips", [MONDAY_MS + 1]);
        const changed = await other.$executeRaw`update round_trips set e2e_ms = 7 where id = 'there-0'`;
        const [row] = await other.$queryRaw<{ ms: number }[]>`
          select e2e_ms as ms from round_trips where id = 'there-0'`;
        expect([changed, row?.ms]).toEqual([1, 7]);
      });
    },
    { timeout: 60_000 },
  );
});
