import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as getPeriods } from "#app/api/v1/periods/route.ts";
import { distribution } from "#lib/analytics/distribution.ts";
import { waitByDimension } from "#lib/analytics/wait-by-dimension.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { askApi, expectRefusal } from "#tests/support/ask-api.ts";
import { expectQuantile } from "#tests/support/expect-quantile.ts";
import { createHistoryDatabase, type HistoryDatabase } from "#tests/support/history-database.ts";
import { completeValues, tripsWithin } from "#tests/support/history-values.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const END_MS = Date.UTC(2026, 10, 20, 9, 30);

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

interface Sure {
  p50: { value: number; interval: { from: number; to: number | null } | null };
  n: number;
}

interface Periods {
  by: string[];
  now: { n: number; from: string; quantiles: Sure };
  earlier: {
    name: string;
    from: string;
    to: string;
    n: number;
    quantiles: Sure;
    ratios: { p50: { ratio: number; from: number; to: number }; p95: { ratio: number } | null };
    change: {
      meanBefore: number;
      meanAfter: number;
      change: number;
      contributions: { dimension: string; points: number }[];
    };
  }[];
}

test("a window stands beside the one before and the one a week before, and its change is parted without remainder", async () => {
  const [fromMs, toMs] = [END_MS - 2 * DAY_MS, END_MS];
  const told = await askApi<Periods>(getPeriods, `metric=e2eMs&from=${iso(fromMs)}&to=${iso(toMs)}`);
  const now = completeValues(tripsOf(fromMs, toMs), "e2eMs");
  const before = completeValues(tripsOf(fromMs - 2 * DAY_MS, fromMs), "e2eMs");
  expect(told.by).toEqual(["model", "clientVersion"]);
  expect(told.now.quantiles.n).toBe(now.length);
  expect(told.earlier.map(({ name }) => name)).toEqual(["before", "weekBefore"]);
  const [previous, weekBefore] = told.earlier;
  expect(previous).toMatchObject({ from: iso(fromMs - 2 * DAY_MS), to: iso(fromMs) });
  expect(previous?.n).toBe(tripsOf(fromMs - 2 * DAY_MS, fromMs).length);
  expectQuantile(previous?.quantiles.p50.value ?? null, before, 0.5);
  const ratio = (told.now.quantiles.p50.value ?? 0) / (previous?.quantiles.p50.value ?? 1);
  expect(previous?.ratios.p50.ratio).toBeCloseTo(ratio, 3);
  expect(previous?.ratios.p50.from).toBeLessThan(ratio);
  expect(previous?.ratios.p50.to).toBeGreaterThan(ratio);
  const mean = (values: readonly number[]) =>
    Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
  expect((previous?.change.meanBefore ?? 0) / mean(before)).toBeCloseTo(1, 1);
  expect((previous?.change.meanAfter ?? 0) / mean(now)).toBeCloseTo(1, 1);
  const points = (previous?.change.contributions ?? []).reduce((sum, part) => sum + part.points, 0);
  expect(points).toBeCloseTo(previous?.change.change ?? Number.NaN, 4);
  // There was nothing yet a week before.
  expect(weekBefore).toMatchObject({ n: 0, change: null, ratios: { p50: null } });
});

test("periods of a week have one earlier period, and are parted by the dimensions asked for", async () => {
  const told = await askApi<Periods>(getPeriods, "by=team&window=7d");
  expect(told.earlier.map(({ name }) => name)).toEqual(["before"]);
  expect(told.by).toEqual(["team"]);
  await expectRefusal(getPeriods, "by=team&by=team", "by");
  await expectRefusal(getPeriods, "by=all", "by");
});

test("people who are asked for are told apart however little they did, so that a period can be held against another", async () => {
  const [fromMs, toMs] = [END_MS - 2.5 * DAY_MS, END_MS];
  const people = Map.groupBy(tripsOf(fromMs, toMs), ({ person }) => person);
  const rarest = [...people].toSorted(([, a], [, b]) => a.length - b.length).slice(0, 2);
  const wanted = [...rarest.map(([person]) => person), "somebody who is not there"];
  const question = { window: { fromMs, toMs }, filters: {}, by: "person", wanted } as const;
  const { values } = await distribution({ ...question, metric: "ttftMs" });
  expect(values.map(({ value, others, quantiles }) => [value, others, quantiles.n])).toEqual([
    ...rarest.toReversed().map(([person, trips]) => [person, 0, completeValues(trips, "ttftMs").length]),
    [
      null,
      people.size - 2,
      [...people.values()].flatMap((trips) => completeValues(trips, "ttftMs")).length -
        rarest.flatMap(([, trips]) => completeValues(trips, "ttftMs")).length,
    ],
  ]);
  const turns = Map.groupBy(
    history.turns.filter(({ startedAtMs }) => startedAtMs >= fromMs && startedAtMs < toMs),
    ({ person }) => person,
  );
  const waits = await waitByDimension(question);
  expect(waits.filter(({ others }) => others === 0).map(({ value, n }) => [value, n])).toEqual(
    expect.arrayContaining(rarest.map(([person]) => [person, turns.get(person)?.length])),
  );
  expect(waits.at(-1)?.others).toBe(turns.size - 2);
});
