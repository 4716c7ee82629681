import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as getDistribution } from "#app/api/v1/distribution/route.ts";
import { GET as getHeatmap } from "#app/api/v1/heatmap/route.ts";
import { GET as getLatency } from "#app/api/v1/latency/route.ts";
import { GET as getMeta } from "#app/api/v1/meta/route.ts";
import { compileTierRules, DEFAULT_TIER_RULES } from "#lib/domain/tier.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { askApi, expectRefusal } from "#tests/support/ask-api.ts";
import { expectQuantile } from "#tests/support/expect-quantile.ts";
import { createHistoryDatabase, type HistoryDatabase } from "#tests/support/history-database.ts";
import { completeValues, tripsWithin } from "#tests/support/history-values.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const END_MS = Date.UTC(2026, 10, 20, 9, 30);
const tierOf = compileTierRules(DEFAULT_TIER_RULES);

let history: HistoryDatabase;

beforeAll(async () => {
  history = await createHistoryDatabase({ seed: 11, roundTrips: 4_000, people: 20, days: 4, endMs: END_MS });
  process.env["DATABASE_URL"] = history.url;
});

afterAll(async () => {
  await sharedDatabase().$disconnect();
  await history.drop();
});

const iso = (ms: number) => new Date(ms).toISOString();

const tripsOf = (fromMs: number, toMs: number) => tripsWithin(history, fromMs, toMs);

interface Quantiles {
  p50: number | null;
  p95: number | null;
  p99: number | null;
  n: number;
}

interface Latency {
  intervalMs: number;
  series: {
    value: string | null;
    others: number;
    n: number;
    quantiles: Quantiles;
    points: (Quantiles & { at: string })[];
  }[];
}

test("latency over time has each tier's quantiles by interval, as computed from the round trips themselves", async () => {
  const [fromMs, toMs] = [END_MS - 2.5 * DAY_MS, END_MS];
  const told = await askApi<Latency>(getLatency, `metric=e2eMs&from=${iso(fromMs)}&to=${iso(toMs)}`);
  const byTier = Map.groupBy(tripsOf(fromMs, toMs), (trip) => tierOf(trip));
  expect(told.series.map(({ value }) => value).toSorted()).toEqual([...byTier.keys()].toSorted());
  expect(told.series.map(({ n }) => n)).toEqual(told.series.map(({ n }) => n).toSorted((a, b) => b - a));
  for (const { value, n, quantiles, points } of told.series) {
    const own = byTier.get(value ?? "") ?? [];
    expect(n).toBe(own.length);
    expect(quantiles.n).toBe(completeValues(own, "e2eMs").length);
    expectQuantile(quantiles.p50, completeValues(own, "e2eMs"), 0.5);
    const byInterval = Map.groupBy(own, ({ startedAtMs }) =>
      iso(Math.floor(startedAtMs / told.intervalMs) * told.intervalMs),
    );
    for (const { at, p50, p95, n: values } of points) {
      const expected = completeValues(byInterval.get(at) ?? [], "e2eMs");
      expect(values).toBe(expected.length);
      expectQuantile(p50, expected, 0.5);
      if (expected.length < 72) expect(p95).toBeNull();
      else expectQuantile(p95, expected, 0.95);
    }
    expect(points.reduce((sum, point) => sum + point.n, 0)).toBe(quantiles.n);
  }
});

test("of many people the twelve with the most round trips are told apart, and the rest together", async () => {
  const told = await askApi<Latency>(
    getLatency,
    `by=person&from=${iso(END_MS - 4 * DAY_MS)}&to=${iso(END_MS)}`,
  );
  const trips = tripsOf(END_MS - 4 * DAY_MS, END_MS);
  const people = Map.groupBy(trips, ({ person }) => person);
  expect(told.series).toHaveLength(13);
  expect(told.series.at(-1)?.others).toBe(people.size - 12);
  expect(told.series.reduce((sum, { n }) => sum + n, 0)).toBe(trips.length);
  for (const { value, n } of told.series.slice(0, 12)) expect(n).toBe(people.get(value)?.length);
});

test("latency in CSV has one line for each point", async () => {
  const response = await getLatency(
    new Request(`http://localhost/?by=client&format=csv&from=${iso(END_MS - DAY_MS)}&to=${iso(END_MS)}`),
  );
  expect((await response.text()).split("\r\n")[0]).toBe("value,name,others,at,p50,p95,p99,n");
});

test("a metric or dimension that there is not gets 400 and its name", async () => {
  await expectRefusal(getLatency, "metric=cost", "metric");
  await expectRefusal(getLatency, "by=sessionId", "by");
  await expectRefusal(getLatency, "by=tier&by=team", "by");
});

interface Heatmap {
  intervalMs: number;
  n: number;
  intervals: string[];
  steps: { from: number; to: number }[];
  counts: number[][];
}

test("a heatmap counts every value of the window once, where it belongs", async () => {
  const [fromMs, toMs] = [END_MS - 3 * DAY_MS, END_MS];
  const { intervalMs, n, intervals, steps, counts } = await askApi<Heatmap>(
    getHeatmap,
    `metric=ttftMs&transport=websocket&from=${iso(fromMs)}&to=${iso(toMs)}`,
  );
  expect(intervals.length).toBeLessThanOrEqual(120);
  expect(steps.length).toBeLessThanOrEqual(60);
  const trips = tripsOf(fromMs, toMs).filter(({ transport }) => transport === "websocket");
  expect(n).toBe(completeValues(trips, "ttftMs").length);
  const byInterval = Map.groupBy(trips, ({ startedAtMs }) =>
    iso(Math.floor(startedAtMs / intervalMs) * intervalMs),
  );
  for (const [index, row] of counts.entries()) {
    const values = completeValues(byInterval.get(intervals[index] ?? "") ?? [], "ttftMs");
    expect(row.reduce((sum, count) => sum + count, 0)).toBe(values.length);
    // Bounds have six digits, so that a value at one may be counted beside it.
    for (const [place, { from, to }] of steps.entries()) {
      const within = values.filter((value) => value > from * 1.00001 && value < to / 1.00001).length;
      const around = values.filter((value) => value > from / 1.00001 && value < to * 1.00001).length;
      expect(row[place]).toBeGreaterThanOrEqual(within);
      expect(row[place]).toBeLessThanOrEqual(around);
    }
  }
});

interface Distribution {
  steps: { from: number; to: number }[];
  values: {
    value: string | null;
    quantiles: Quantiles;
    below: { threshold: number; share: number }[];
    counts: number[];
  }[];
}

test("a distribution has the counts of each value on common steps, and the share below what is felt as a wait", async () => {
  const [fromMs, toMs] = [END_MS - 3.3 * DAY_MS, END_MS - HOUR_MS];
  const query = `metric=e2eMs&by=client&from=${iso(fromMs)}&to=${iso(toMs)}`;
  const { steps, values } = await askApi<Distribution>(getDistribution, query);
  const byClient = Map.groupBy(tripsOf(fromMs, toMs), ({ client }) => client);
  expect(values).toHaveLength(byClient.size);
  for (const { value, quantiles, below, counts } of values) {
    const expected = completeValues(byClient.get(value ?? "") ?? [], "e2eMs");
    expect(counts).toHaveLength(steps.length);
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(expected.length);
    expectQuantile(quantiles.p50, expected, 0.5);
    expect(below.map(({ threshold }) => threshold)).toEqual([400, 1_000, 10_000]);
    for (const { threshold, share } of below) {
      // The bucket of a threshold is 2.2 % wide.
      const least = expected.filter((one) => one <= threshold / 1.022).length / expected.length;
      const most = expected.filter((one) => one <= threshold * 1.022).length / expected.length;
      expect(share).toBeGreaterThanOrEqual(least - 1e-4);
      expect(share).toBeLessThanOrEqual(most + 1e-4);
    }
  }
});

test.each([{ names: [] }, { names: ["client"] }, { names: ["team", "outcome"] }] as const)(
  "the values to filter by are counted as the round trips filtered by $names have them",
  async ({ names }) => {
    const [fromMs, toMs] = [END_MS - 3.2 * DAY_MS, END_MS - 0.3 * DAY_MS];
    const [first] = tripsOf(fromMs, toMs);
    const wanted = new Map(names.map((name) => [name, String(first?.[name])]));
    const trips = tripsOf(fromMs, toMs).filter((trip) =>
      [...wanted].every(([name, value]) => String(trip[name]) === value),
    );
    const query = new URLSearchParams({ from: iso(fromMs), to: iso(toMs) });
    for (const [name, value] of wanted) query.append(name, value);
    const told = await askApi<{ dimensions: Record<string, { value: string | null; n: number }[]> }>(
      getMeta,
      String(query),
    );
    expect(trips.length).toBeGreaterThan(0);
    for (const name of [
      "client",
      "clientVersion",
      "person",
      "team",
      "repository",
      "transport",
      "connectionReused",
      "basis",
      "outcome",
      "errorType",
      "statusCode",
      "model",
    ] as const) {
      const counted = Map.groupBy(trips, (trip) => {
        const value = trip[name];
        return value === null ? null : String(value);
      });
      expect(new Map(told.dimensions[name]?.map(({ value, n }) => [value, n])), name).toEqual(
        new Map([...counted].map(([value, same]) => [value, same.length])),
      );
    }
  },
);
