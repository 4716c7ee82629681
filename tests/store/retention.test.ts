import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RETENTION_DAYS, type RetentionDays, soundRetention } from "#lib/domain/retention.ts";
import { assembleSegment } from "#lib/ingest/assembly/assemble-segment.ts";
import { addPartitions, PARTITION_DAYS, type PartitionedTable } from "#lib/store/add-partitions.ts";
import { assemblePending } from "#lib/store/pending-assemblies.ts";
import { saveObservations } from "#lib/store/save-observations.ts";
import { saveRateLimitReadings } from "#lib/store/save-rate-limit-readings.ts";
import { CodexSession } from "#tests/support/codex-session.ts";
import { createRetentionDatabase, type RetentionDatabase } from "#tests/support/retention-database.ts";
import { historyOf, storedHistory } from "#tests/support/stored-history.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 25, 13, 7);
const FIRST_MS = Date.UTC(2024, 0, 1);
const TABLES = Object.keys(PARTITION_DAYS) as PartitionedTable[];

let retention: RetentionDatabase;

beforeEach(async () => {
  retention = await createRetentionDatabase();
});

afterEach(() => retention.close());

function daysKept(table: PartitionedTable, days: RetentionDays): number {
  if (table === "observations") return days.observations;
  if (table === "metric_points") return days.metricPoints;
  if (table === "rate_limit_readings") return days.rateLimitReadings;
  return table.endsWith("_figures") ? days.figures : days.facts;
}

/** The partition's first instant, by its name. */
function startOf(name: string): number {
  const [, year, month, day] = /_(\d{4})(\d\d)(\d\d)$/.exec(name) ?? [];
  return Date.UTC(Number(year), Number(month) - 1, Number(day));
}

test("of each table those partitions go whose every row is older than what is kept, and no others", async () => {
  const ages = [0, 8, 15, 85, 92, 99, 725, 763, 790];
  for (const table of TABLES) {
    const instants = ages.map((days) => NOW_MS - days * DAY_MS);
    await addPartitions(retention.database, table, [0, ...instants, Date.UTC(2150, 0, 1)]);
  }
  const before = await retention.partitions();
  const expected = before.filter((name) => {
    const table = TABLES.find((one) => name.startsWith(one)) ?? "observations";
    if (name.endsWith("_before")) return false;
    if (name.endsWith("_after")) return true;
    return startOf(name) + PARTITION_DAYS[table] * DAY_MS > NOW_MS - daysKept(table, RETENTION_DAYS) * DAY_MS;
  });
  const { dropped, waiting } = await retention.drop({ nowMs: NOW_MS });
  expect(await retention.partitions()).toEqual(expected);
  expect(waiting.size).toBe(0);
  for (const table of TABLES) {
    const gone = before.filter((name) => name.startsWith(`${table}_`) && !expected.includes(name));
    expect(gone.length).toBeGreaterThan(1);
    expect(dropped.get(table)).toBe(gone.length);
  }
  expect((await retention.drop({ nowMs: NOW_MS })).dropped.size).toBe(0);
});

test("a partition goes in the moment in which its newest possible row is too old, and not before", async () => {
  const endMs = FIRST_MS + 7 * DAY_MS;
  await addPartitions(retention.database, "rate_limit_readings", [FIRST_MS]);
  const limitMs = endMs + RETENTION_DAYS.rateLimitReadings * DAY_MS;
  expect((await retention.drop({ nowMs: limitMs - 1 })).dropped.size).toBe(0);
  expect([...(await retention.drop({ nowMs: limitMs })).dropped]).toEqual([["rate_limit_readings", 1]]);
});

test("other times can be asked for, and roll-ups are kept at least as long as their facts", async () => {
  const days = { ...RETENTION_DAYS, facts: 1_000, figures: 30 };
  expect(soundRetention(days).figures).toBe(1_000);
  for (const table of ["turns", "hourly_figures"] as const)
    await addPartitions(retention.database, table, [NOW_MS - 800 * DAY_MS]);
  expect((await retention.drop({ nowMs: NOW_MS, days })).dropped.size).toBe(0);
  const { dropped } = await retention.drop({ nowMs: NOW_MS, days: { ...days, facts: 10 } });
  expect(Object.fromEntries(dropped)).toEqual({ turns: 1, hourly_figures: 1 });
});

test("of several that drop at once each partition is dropped by one, and none fails", async () => {
  for (const table of TABLES)
    await addPartitions(retention.database, table, [0, NOW_MS - 900 * DAY_MS, NOW_MS - 1_000 * DAY_MS]);
  const options = { nowMs: NOW_MS, patienceMs: 60_000 };
  const others = [await createRetentionDatabase(retention.url), await createRetentionDatabase(retention.url)];
  const results = await Promise.all([retention, ...others].map((one) => one.drop(options)));
  for (const table of TABLES) {
    const counts = results.map(({ dropped }) => dropped.get(table) ?? 0);
    expect(counts.reduce((sum, count) => sum + count)).toBe(3);
  }
  expect(await retention.partitions()).toEqual([]);
  await Promise.all(others.map((one) => one.close()));
});

test("what a reader still uses is detached behind its back and dropped the next time", async () => {
  await addPartitions(retention.database, "turns", [0, NOW_MS]);
  const reader = new pg.Client({ connectionString: retention.url });
  await reader.connect();
  await reader.query("begin; select count(*) from turns");
  const first = await retention.drop({ nowMs: NOW_MS });
  expect([[...first.dropped], [...first.waiting]]).toEqual([[], [["facts", "locks"]]]);
  expect(await retention.partitions()).toContain("turns_before");
  // Neither readers nor writers nor new partitions wait meanwhile.
  await reader.query("select count(*) from turns");
  await addPartitions(retention.database, "turns", [NOW_MS + 30 * DAY_MS]);
  await reader.query("commit");
  await reader.end();
  const second = await retention.drop({ nowMs: NOW_MS, patienceMs: 10_000 });
  expect([[...second.dropped], second.waiting.size]).toEqual([[["turns", 1]], 0]);
  expect((await retention.partitions()).filter((name) => name.startsWith("turns_"))).toHaveLength(2);
});

test("what somebody may still write, or read from an older snapshot, is not even detached", async () => {
  const other = new pg.Client({ connectionString: retention.url });
  await other.connect();
  for (const statement of [
    "begin; select pg_current_xact_id()",
    "begin isolation level repeatable read; select 1",
  ]) {
    const instantMs = NOW_MS - (statement.includes("read") ? 150 : 200) * DAY_MS;
    await addPartitions(retention.database, "turns", [instantMs]);
    await other.query(statement);
    const first = await retention.drop({ nowMs: NOW_MS });
    expect([[...first.dropped], [...first.waiting]]).toEqual([[], [["facts", "transactions"]]]);
    await other.query("commit");
    expect([...(await retention.drop({ nowMs: NOW_MS, patienceMs: 10_000 })).dropped]).toEqual([
      ["turns", 1],
    ]);
  }
  await other.end();
});

test("only what retention itself detached is dropped, whatever the names of other tables", async () => {
  await addPartitions(retention.database, "turns", [NOW_MS - 200 * DAY_MS]);
  const [name = ""] = await retention.partitions();
  await retention.database.$executeRawUnsafe(`alter table turns detach partition ${name}`);
  await retention.database.$executeRaw`create table turns_20200101 as select * from turns`;
  expect((await retention.drop({ nowMs: NOW_MS })).dropped.size).toBe(0);
  expect(await retention.partitions()).toEqual(["turns_20200101", name].toSorted());
});

test("observations wait until what came with them is assembled, and what was assembled from them stays", async () => {
  const session = new CodexSession()
    .prompt(0)
    .request(100, 10)
    .event(200, "response.created")
    .deltas(300)
    .completed(500);
  const observations = session.observations();
  await saveObservations(retention.database, observations);
  await ageObservations();
  const waiting = await retention.drop({ nowMs: NOW_MS });
  expect([[...waiting.dropped], [...waiting.waiting]]).toEqual([[], [["observations", "assembly"]]]);
  await assemble();
  const truth = historyOf(observations);
  expect(truth.roundTrips).toHaveLength(1);
  expect(await storedHistory(retention.database)).toEqual(truth);
  expect([...(await retention.drop({ nowMs: NOW_MS })).dropped]).toEqual([["observations", 1]]);
  expect(await retention.database.observation.count()).toBe(0);
  // What is told again of it, or more, changes nothing.
  await saveObservations(
    retention.database,
    session.prompt(1_000).request(1_100, 10).observations().slice(2),
  );
  await assemble();
  expect((await storedHistory(retention.database)).roundTrips).toEqual(truth.roundTrips);
});

test("while observations are being detached, what was assembled from them is final already", async () => {
  const observations = new CodexSession()
    .prompt(0)
    .request(100, 10)
    .event(200, "response.created")
    .deltas(300)
    .completed(500)
    .observations();
  await saveObservations(retention.database, observations);
  await assemble();
  await ageObservations();
  await addPartitions(retention.database, "observations", [Date.now()]);
  const reader = new pg.Client({ connectionString: retention.url });
  await reader.connect();
  await reader.query("begin; select count(*) from observations");
  expect([...(await retention.drop({ nowMs: NOW_MS })).waiting]).toEqual([["observations", "locks"]]);
  await saveObservations(retention.database, observations.slice(-1));
  await assemble();
  expect(await storedHistory(retention.database)).toEqual(historyOf(observations));
  await reader.query("commit");
  await reader.end();
  const { dropped } = await retention.drop({ nowMs: NOW_MS, patienceMs: 10_000 });
  expect(dropped.get("observations")).toBe(1);
});

async function assemble(): Promise<void> {
  while ((await assemblePending(retention.database, assembleSegment)) > 0);
}

/** As if all that is stored so far had come a month before NOW_MS. */
async function ageObservations(): Promise<void> {
  const receivedMs = NOW_MS - 30 * DAY_MS;
  await addPartitions(retention.database, "observations", [receivedMs]);
  await retention.database.$executeRaw`
    update observations set received_at = to_timestamp(${receivedMs}::float8 / 1000),
      received_on = to_timestamp(${receivedMs}::float8 / 1000)::date`;
  await retention.database.$executeRaw`
    update sessions set first_seen_at = to_timestamp(${receivedMs}::float8 / 1000)`;
}

test("a reading that comes when its time is dropped is left out", async () => {
  const reading = {
    id: "late",
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
    observedAtMs: NOW_MS - 120 * DAY_MS,
  } as const;
  expect(await saveRateLimitReadings(retention.database, [reading])).toEqual({ stored: 1, duplicate: 0 });
  await retention.drop({ nowMs: NOW_MS });
  expect(await retention.database.rateLimitReading.count()).toBe(0);
  const fresh = { ...reading, id: "fresh", observedAtMs: NOW_MS };
  expect(await saveRateLimitReadings(retention.database, [reading, fresh])).toEqual({
    stored: 1,
    duplicate: 1,
  });
});
