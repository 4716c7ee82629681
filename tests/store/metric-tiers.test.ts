import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { compareMetricTiers } from "#lib/analytics/compare-metric-tiers.ts";
import { compareTiers } from "#lib/analytics/compare-tiers.ts";
import type { MetricPoint, MetricSeries } from "#lib/domain/metric-point.ts";
import { type Database, openDatabase } from "#lib/store/database.ts";
import { saveMetricPoints } from "#lib/store/save-metric-points.ts";
import { forgetEverything } from "#tests/support/forget-everything.ts";
import { insertSampleRows, iso, sampleRoundTrip } from "#tests/support/sample-rows.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

const START_MS = Date.parse("2026-11-22T10:00:00Z");
const HOUR_MS = 3_600_000;
const WINDOW = { fromMs: START_MS, toMs: START_MS + HOUR_MS };
const QUESTION = { window: WINDOW, filters: {} };

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.url);
});

beforeEach(() => forgetEverything(database));

afterAll(async () => {
  await database.$disconnect();
  await testDatabase.drop();
});

const SPARK: MetricSeries = {
  id: "spark-e2e",
  metric: "gen_ai.client.operation.duration",
  figure: "e2eMs",
  unitMs: 1000,
  rank: 6,
  client: "my-agent",
  clientVersion: "1.0.0",
  provider: "openai",
  model: "gpt-5.3-codex-spark",
  serviceTier: null,
  person: null,
  team: "core",
  repository: null,
};

/** In seconds: so many up to 1, up to 2, and beyond. */
function point(counts: readonly [number, number, number], known: Partial<MetricPoint> = {}): MetricPoint {
  return {
    series: SPARK,
    isCumulative: true,
    startMs: START_MS,
    timeMs: START_MS + 60_000,
    count: counts[0] + counts[1] + counts[2],
    min: null,
    max: null,
    histogram: { kind: "explicit", bounds: [1, 2], counts },
    ...known,
  };
}

const minutes = (count: number) => START_MS + count * 60_000;

/** Of the one tier that is expected: how many, and the median with its range. */
async function e2e(question = QUESTION) {
  const tiers = await compareMetricTiers(question, database);
  expect(tiers.length).toBeLessThanOrEqual(1);
  const { n = 0, p50 = null, ranges } = tiers[0]?.e2eMs ?? {};
  return { n, p50, range: ranges?.p50 ?? null };
}

const UNKNOWN = { p50: null, p95: null, p99: null, n: 0 };
const NO_RANGES = { p50: null, p95: null, p99: null };

test("a model that only metrics tell of has a tier of low resolution, and null for all they cannot tell", async () => {
  await saveMetricPoints(database, [point([0, 100, 0], { min: 1.5, max: 1.9 })]);
  expect(await compareMetricTiers(QUESTION, database)).toEqual([
    {
      tier: "Instant",
      resolution: "metrics",
      n: 100,
      ttftMs: { ...UNKNOWN, ranges: NO_RANGES },
      ttfoMs: { ...UNKNOWN, ranges: NO_RANGES },
      e2eMs: {
        p50: expect.closeTo(1700, 9),
        p95: expect.closeTo(1878.2, 9),
        p99: null,
        n: 100,
        ranges: { p50: { from: 1500, to: 1900 }, p95: { from: 1500, to: 1900 }, p99: null },
      },
      decodeTokensPerSecond: UNKNOWN,
      e2eTokensPerSecond: UNKNOWN,
      roundTripsPerTurn: null,
      completeTurns: null,
      errorRate: null,
      rateLimitedRate: null,
    },
  ]);
});

test("a client and model with a round trip in the window is told from round trips alone", async () => {
  await saveMetricPoints(database, [
    point([10, 0, 0]),
    point([20, 0, 0], { series: { ...SPARK, id: "other", client: "other-agent" } }),
  ]);
  await insertSampleRows(database, {
    model_variants: [{ id: 1, provider: "openai", model: "gpt-5.3-codex-spark" }],
    round_trips: [sampleRoundTrip({ id: "a", client: "my-agent", started_at: iso(START_MS + 1) })],
  });
  expect((await compareTiers(QUESTION, database)).map(({ n, resolution }) => [n, resolution])).toEqual([
    [1, "roundTrips"],
  ]);
  expect((await e2e()).n).toBe(20);
  // In the hour before there is no round trip, and no metric either.
  const before = { window: { fromMs: START_MS - HOUR_MS, toMs: START_MS }, filters: {} };
  expect(await compareMetricTiers(before, database)).toEqual([]);
});

test("repeated points, and those in any order, count once", async () => {
  const points = [point([1, 0, 0], { timeMs: minutes(1) }), point([3, 1, 0], { timeMs: minutes(2) })];
  const late = point([2, 0, 0], { timeMs: minutes(1.5) });
  expect(await saveMetricPoints(database, points)).toEqual({ stored: 2, duplicate: 0 });
  expect(await saveMetricPoints(database, [...points, late, late])).toEqual({ stored: 1, duplicate: 3 });
  expect((await e2e()).n).toBe(4);
});

test("a cumulative series that says the same again costs no row", async () => {
  const same = [1, 2, 3].map((minute) => point([5, 0, 0], { timeMs: minutes(minute) }));
  for (const one of same) await saveMetricPoints(database, [one]);
  expect(await database.metricPoint.count()).toBe(1);
  expect((await e2e()).n).toBe(5);
});

test("of a cumulative series a window has what was gained within it", async () => {
  await saveMetricPoints(database, [
    point([10, 0, 0], { startMs: START_MS - HOUR_MS, timeMs: START_MS - 1 }),
    point([10, 4, 0], { startMs: START_MS - HOUR_MS, timeMs: minutes(5) }),
    point([10, 6, 0], { startMs: START_MS - HOUR_MS, timeMs: minutes(10) }),
    point([90, 6, 0], { startMs: START_MS - HOUR_MS, timeMs: minutes(60) }),
  ]);
  expect(await e2e()).toEqual({ n: 6, p50: expect.closeTo(1500, 9), range: { from: 1000, to: 2000 } });
  expect((await e2e({ window: { fromMs: minutes(6), toMs: minutes(61) }, filters: {} })).n).toBe(82);
});

test("what a series counted before anybody listened is not taken for the window's", async () => {
  await saveMetricPoints(database, [
    point([500, 0, 0], { startMs: START_MS - HOUR_MS, timeMs: minutes(1) }),
    point([500, 2, 0], { startMs: START_MS - HOUR_MS, timeMs: minutes(2) }),
  ]);
  expect((await e2e()).n).toBe(2);
});

test("a client that starts again counts from nothing, and both of its lives count", async () => {
  await saveMetricPoints(database, [
    point([7, 0, 0], { startMs: START_MS, timeMs: minutes(1) }),
    point([2, 0, 0], { startMs: minutes(3), timeMs: minutes(4) }),
    point([4, 0, 0], { startMs: minutes(3), timeMs: minutes(5) }),
  ]);
  expect((await e2e()).n).toBe(11);
});

test("points that tell only what came since the last are added up, each once", async () => {
  const deltas = [1, 2].map((minute) =>
    point([3, 0, 0], { isCumulative: false, startMs: minutes(minute - 1), timeMs: minutes(minute) }),
  );
  await saveMetricPoints(database, deltas);
  await saveMetricPoints(database, deltas);
  expect((await e2e()).n).toBe(6);
});

test("where a client tells one figure by two metrics, one counts", async () => {
  const better = { ...SPARK, id: "better", metric: "gemini_cli.api.request.latency", unitMs: 1, rank: 0 };
  await saveMetricPoints(database, [point([0, 9, 0]), point([0, 8, 0], { series: better })]);
  expect(await e2e()).toEqual({ n: 8, p50: expect.closeTo(1.5, 9), range: { from: 1, to: 2 } });
});

test("histograms of clients with different buckets make one tier", async () => {
  const ttft = {
    ...SPARK,
    id: "ttft",
    figure: "ttftMs" as const,
    metric: "copilot_chat.time_to_first_token",
  };
  const exponential = {
    series: { ...ttft, id: "ttft-2", client: "other-agent" },
    histogram: { kind: "exponential", scale: 0, zeroCount: 0, zeroThreshold: 0, offset: 1, counts: [100] },
    count: 100,
  } as const;
  await saveMetricPoints(database, [point([100, 0, 0], { series: ttft }), point([0, 0, 0], exponential)]);
  const [tier] = await compareMetricTiers(QUESTION, database);
  // 100 in (0, 1] and 100 in (2, 4] seconds: the median lies anywhere between, p95 a tenth before the end.
  expect(tier?.ttftMs).toMatchObject({ n: 200, p95: expect.closeTo(3791, 6) });
  expect(tier?.ttftMs.ranges?.p50).toEqual({ from: 1000, to: 2500 });
});

test.each([
  [{ model: ["gpt-5.3-codex-spark"] }, 1],
  [{ model: ["gpt-5.3-codex"] }, 0],
  [{ tier: ["Instant", "Deep"], client: ["my-agent"] }, 1],
  [{ tier: ["Deep"] }, 0],
  [{ team: ["core"], serviceTier: [null] }, 1],
  [{ team: [null] }, 0],
  // Metrics do not tell these, so they have no answer to the question.
  [{ sessionId: ["s"] }, 0],
  [{ outcome: ["complete"] }, 0],
  [{ transport: [null] }, 0],
])("the filters %j leave %i tiers", async (filters, tiers) => {
  await saveMetricPoints(database, [point([1, 0, 0])]);
  expect(await compareMetricTiers({ window: WINDOW, filters }, database)).toHaveLength(tiers);
});

test("without a window all that was ever told counts", async () => {
  await saveMetricPoints(database, [point([3, 0, 0], { startMs: START_MS - HOUR_MS, timeMs: START_MS - 1 })]);
  expect((await compareMetricTiers({ window: null, filters: {} }, database))[0]?.n).toBe(3);
});
