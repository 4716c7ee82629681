import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ForecastGrade } from "#tests/support/grade-forecasts.ts";
import {
  gradeWeekForecasts,
  gradeWeekLedgers,
  gradeWeekThrottles,
  sumLedgerGrades,
} from "#tests/support/grade-week.ts";
import { type PlayedWeek, playWeek } from "#tests/support/play-week.ts";
import { storedRoundTrips } from "#tests/support/stored-rows.ts";
import { startTestCollector, type TestCollector } from "#tests/support/test-collector.ts";

// Always the same week. `bench/limits/week.ts` prints the same figures for others.
const SEED = 2;
const PACE = 0.4;
const INSTANTS = 24;
/**
 * Intervals claim 80 %. In one week there are a hundred windows of five hours that somebody used, and 28 weekly ones,
 * however often each is forecast: the share of these that holds lies within 15 points of the truth.
 */
const HELD = { 300: { atLeast: 0.7, atMost: 0.92 }, 10080: { atLeast: 0.65, atMost: 0.96 } } as const;

let collector: TestCollector;
let week: PlayedWeek;

beforeAll(async () => {
  collector = await startTestCollector();
  week = await playWeek(collector, { seed: SEED, pace: PACE, nowMs: Date.UTC(2026, 9, 5) });
});

afterAll(async () => {
  await collector?.close();
});

test("every attempt of the week is kept, and tries of one call are one round trip", async () => {
  const { database, said } = collector;
  const roundTrips = await storedRoundTrips(database);
  expect(roundTrips.flatMap(({ tries }) => tries)).toHaveLength(week.attempts.length);
  expect(roundTrips.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(week.attempts.length);
  expect(roundTrips).toHaveLength(new Set(week.attempts.map(({ callId }) => callId)).size);
  expect(said).toEqual([]);
});

describe("throttles", () => {
  test("the minutes lost are told within 5 %, for each team and for all", async () => {
    const { lost } = await gradeWeekThrottles(week, collector.database);
    const total = {
      toldMs: lost.reduce((sum, { toldMs }) => sum + toldMs, 0),
      trueMs: lost.reduce((sum, { trueMs }) => sum + trueMs, 0),
    };
    expect(total.trueMs).toBeGreaterThan(60_000);
    for (const { toldMs, trueMs } of [...lost, total])
      expect(Math.abs(toldMs - trueMs)).toBeLessThanOrEqual(0.05 * trueMs);
  });

  test("the bucket that bound is named for every refused attempt, through the gate between families, too", async () => {
    const { refused, wrong } = await gradeWeekThrottles(week, collector.database);
    expect(refused).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
    const gated = week.attempts.filter(
      ({ family, refusal }) => refusal?.boundBy?.unit === "percent" && refusal.boundBy.family !== family,
    );
    expect(gated.length).toBeGreaterThan(10);
  });
});

describe("forecasts at instants of the week", () => {
  let grades: readonly ForecastGrade[];
  const shareOf = (all: readonly ForecastGrade[], holds: (one: ForecastGrade) => boolean | null) =>
    all.filter((one) => holds(one) === true).length / all.length;

  beforeAll(async () => {
    grades = await gradeWeekForecasts(week, collector.database, { instants: INSTANTS, seed: SEED });
  });

  test.each([300, 10_080] as const)(
    "of %i minutes: exhaustion comes when it was told to, as often as claimed",
    (window) => {
      const own = grades.filter(({ windowMinutes }) => windowMinutes === window);
      const spent = own.filter(({ says }) => says === "spent");
      const lasts = own.filter(({ says }) => says === "lasts");
      expect(Math.min(spent.length, lasts.length)).toBeGreaterThan(50);
      expect(shareOf(spent, ({ holdsExhaustion }) => holdsExhaustion)).toBeGreaterThan(HELD[window].atLeast);
      expect(shareOf(spent, ({ holdsExhaustion }) => holdsExhaustion)).toBeLessThan(HELD[window].atMost);
      // Of a bucket that lasts it is told that it does so with at least that probability.
      expect(shareOf(lasts, ({ holdsExhaustion }) => holdsExhaustion)).toBeGreaterThan(HELD[window].atLeast);
    },
  );

  test.each([300, 10_080] as const)(
    "of %i minutes: what is used in the end lies in its interval as often as claimed",
    (window) => {
      const told = grades.filter(
        ({ windowMinutes, holdsUse }) => windowMinutes === window && holdsUse !== null,
      );
      expect(told.length).toBeGreaterThan(100);
      expect(shareOf(told, ({ holdsUse }) => holdsUse)).toBeGreaterThan(HELD[window].atLeast);
      expect(shareOf(told, ({ holdsUse }) => holdsUse)).toBeLessThan(HELD[window].atMost);
    },
  );
});

describe("the ledger", () => {
  test("flags every wrong charge that is larger than what it says that it sees, and none that is right", async () => {
    const grades = await gradeWeekLedgers(week, collector.database);
    expect(grades.flatMap(({ falseFlags }) => falseFlags)).toEqual([]);
    const sums = sumLedgerGrades(grades);
    for (const { bucket, kind, found, detectable } of sums)
      expect(`${bucket} ${kind}: ${found}`).toBe(`${bucket} ${kind}: ${detectable}`);
    const fiveHours = sums.filter(({ bucket }) => bucket.endsWith(" 300"));
    const sumOf = (kind: string, count: "planted" | "detectable" | "foundAny") =>
      fiveHours.filter((grade) => grade.kind === kind).reduce((sum, grade) => sum + grade[count], 0);
    expect(sumOf("notCharged", "detectable")).toBeGreaterThan(3);
    expect(sumOf("notCharged", "foundAny")).toBeGreaterThan(0.7 * sumOf("notCharged", "planted"));
    expect(sumOf("chargedTwice", "planted")).toBeGreaterThan(3);
    expect(sumOf("chargedTwice", "foundAny")).toBeGreaterThan(0.3 * sumOf("chargedTwice", "planted"));
  });
});
