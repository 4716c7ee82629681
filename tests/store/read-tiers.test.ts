import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { compareTiers } from "#lib/analytics/compare-tiers.ts";
import { latencyOverTime } from "#lib/analytics/latency-over-time.ts";
import { summariseWait } from "#lib/analytics/summarise-wait.ts";
import { type Database, openDatabase } from "#lib/store/database.ts";
import { insertSampleRows, iso, sampleRoundTrip, sampleTurn } from "#tests/support/sample-rows.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

const START_MS = Date.parse("2026-11-22T10:00:00Z");
const WINDOW = { fromMs: START_MS, toMs: START_MS + 3_600_000 };

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.url);
  await insertSampleRows(database, {
    model_variants: [
      { id: 1, provider: "openai", model: "gpt-5.3-codex-spark" },
      { id: 2, provider: "openai", model: "gpt-5.3-codex" },
      { id: 3, provider: "openai", model: "never-used-mini" },
    ],
    turns: [
      sampleTurn({ id: "both", started_at: iso(START_MS) }, { tool: 600, queue: 400 }),
      sampleTurn({ id: "edge", started_at: iso(WINDOW.toMs - 1), duration_ms: 2000 }, { generation: 2000 }),
      sampleTurn({ id: "cancelled", started_at: iso(START_MS), outcome: "cancelled" }, { client: 1000 }),
      sampleTurn({ id: "before", started_at: iso(START_MS - 1), duration_ms: 9000 }, { tool: 9000 }),
    ],
    round_trips: [
      // 400 complete ones of Instant: TTFT of 1 ms to 400 ms.
      ...Array.from({ length: 400 }, (_, index) =>
        sampleRoundTrip({
          id: `instant-${index}`,
          started_at: iso(START_MS + index),
          turn_id: index < 3 ? "both" : index === 3 ? "edge" : index < 9 ? "cancelled" : null,
          ttft_ms: index + 1,
          e2e_ms: 2 * (index + 1),
          decode_tokens_per_second: index < 80 ? 1000 + index : null,
          basis: index < 100 ? "clientSpan" : "clientLog",
        }),
      ),
      // Quick failures must not pull the latency down, nor slow ones up.
      ...Array.from({ length: 100 }, (_, index) =>
        sampleRoundTrip({
          id: `refused-${index}`,
          started_at: iso(START_MS),
          ttft_ms: index % 2 ? 0.1 : 90_000,
          outcome: index < 60 ? "failed" : "rateLimited",
        }),
      ),
      sampleRoundTrip({ id: "a", variant_id: 2, started_at: iso(START_MS), ttft_ms: 10, turn_id: "both" }),
      sampleRoundTrip({ id: "b", variant_id: 2, started_at: iso(START_MS + 1), ttft_ms: 20 }),
      sampleRoundTrip({ id: "c", variant_id: 2, started_at: iso(START_MS + 2) }),
      // Of a turn that began within the window, but itself after it.
      sampleRoundTrip({ id: "d", started_at: iso(WINDOW.toMs), ttft_ms: 7000, turn_id: "edge" }),
    ],
  });
});

afterAll(async () => {
  await database.$disconnect();
  await testDatabase.drop();
});

/** As far off as a histogram may be. */
const near = (value: number) =>
  expect.schemaMatching(
    z
      .number()
      .min(value / 1.011)
      .max(value * 1.011),
  );

const NONE = { p50: null, p95: null, p99: null, n: 0 };

test("tiers are compared by quantiles of complete round trips, within 1.1 %, with failures counted apart", async () => {
  const tiers = await compareTiers({ window: WINDOW, filters: {} }, database);
  expect(tiers).toEqual([
    {
      tier: "Instant",
      resolution: "roundTrips",
      n: 500,
      // Interpolated between order statistics: 1 + 0.5 × 399, 1 + 0.95 × 399, 1 + 0.99 × 399.
      ttftMs: { p50: near(200.5), p95: near(380.05), p99: near(396.01), n: 400 },
      ttfoMs: NONE,
      e2eMs: { p50: near(401), p95: near(760.1), p99: near(792.02), n: 400 },
      // 80 values are enough for p95 (1000 + 0.95 × 79) and too few for p99.
      decodeTokensPerSecond: { p50: near(1039.5), p95: near(1075.05), p99: null, n: 80 },
      e2eTokensPerSecond: NONE,
      // "both" has 3 of this tier and "edge" 2, one of them after the window; the cancelled turn does not count.
      roundTripsPerTurn: 2.5,
      completeTurns: 2,
      errorRate: 0.12,
      rateLimitedRate: 0.08,
    },
    {
      tier: "Standard",
      resolution: "roundTrips",
      n: 3,
      ttftMs: { p50: near(15), p95: null, p99: null, n: 2 },
      ttfoMs: NONE,
      e2eMs: { p50: near(1000), p95: null, p99: null, n: 3 },
      decodeTokensPerSecond: NONE,
      e2eTokensPerSecond: NONE,
      roundTripsPerTurn: 1,
      completeTurns: 1,
      errorRate: 0,
      rateLimitedRate: 0,
    },
  ]);
});

test("filters narrow the figures, whether the variant or the round trip is meant", async () => {
  const filters = { model: ["gpt-5.3-codex-spark"], basis: ["clientSpan"] };
  const tiers = await compareTiers({ window: WINDOW, filters }, database);
  expect(tiers.map(({ tier, n, ttftMs }) => ({ tier, n, ttftMs }))).toEqual([
    { tier: "Instant", n: 100, ttftMs: { p50: near(50.5), p95: near(95.05), p99: null, n: 100 } },
  ]);
});

test("a window without round trips has no tiers", async () => {
  const window = { fromMs: START_MS - 1000, toMs: START_MS };
  expect(await compareTiers({ window, filters: {} }, database)).toEqual([]);
});

test("the wait is the sum of the phases of all turns that began in the window", async () => {
  const { phases, ...wait } = await summariseWait(WINDOW, database);
  expect({ ...wait, phases: phases.filter(({ ms }) => ms > 0) }).toEqual({
    turns: 3,
    durationMs: 4000,
    phases: [
      { phase: "client", ms: 1000 },
      { phase: "queue", ms: 400 },
      { phase: "generation", ms: 2000 },
      { phase: "tool", ms: 600 },
    ],
  });
});

test("over time, each tier has the median of each interval in which something was measured", async () => {
  const overTime = await latencyOverTime({ window: WINDOW, filters: {} }, database);
  expect(overTime).toEqual({
    window: WINDOW,
    intervalMs: 60_000,
    points: [
      { tier: "Instant", atMs: START_MS, ttftMsP50: near(200.5), n: 400 },
      { tier: "Standard", atMs: START_MS, ttftMsP50: near(15), n: 2 },
    ],
  });
});
