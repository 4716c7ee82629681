import { describe, expect, test } from "vitest";
import { forecastBucket } from "./forecast-bucket.ts";
import type { UsagePoint } from "./usage-point.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Wednesday, 12:00 UTC. */
const NOW = Date.UTC(2026, 10, 25, 12);
const FIVE_HOURS = { windowMinutes: 300, kind: "fixed", resolution: 0.01 } as const;

/** Readings each minute of a bucket filled evenly since `hours` ago, in whole percents. */
function evenly(hours: number, perHour: number, resetsAtMs: number | null): UsagePoint[] {
  return Array.from({ length: hours * 60 + 1 }, (_, minute) => ({
    atMs: NOW - hours * HOUR + minute * MINUTE,
    usedFraction: Math.round((perHour * minute * 100) / 60) / 100,
    resetsAtMs,
  }));
}

describe("a window that ends", () => {
  test("half used after a quarter has a pace of two and is likely to run out before the end", () => {
    const forecast = forecastBucket(evenly(1.25, 0.4, NOW + 3.75 * HOUR), FIVE_HOURS, NOW);
    expect(forecast.usedFraction).toBe(0.5);
    expect(forecast.pace).toBeCloseTo(2, 9);
    expect(forecast.chanceOfExhaustion).toBeGreaterThan(0.5);
    const { exhaustsAtIntervalMs: interval, exhaustsAtMs } = forecast;
    expect(interval?.fromMs).toBeGreaterThan(NOW);
    expect(interval?.fromMs).toBeLessThan(NOW + 1.25 * HOUR);
    expect(exhaustsAtMs).toBeGreaterThan(interval?.fromMs ?? Number.NaN);
    expect(forecast.lockOutMs).toBe(NOW + 3.75 * HOUR - (exhaustsAtMs ?? Number.NaN));
    expect(forecast.gap).toBeNull();
  });

  test("a little used at the end is not going to run out, and nobody is locked out", () => {
    const forecast = forecastBucket(evenly(4.5, 0.02, NOW + 0.5 * HOUR), FIVE_HOURS, NOW);
    expect(forecast).toMatchObject({
      exhaustsAtMs: null,
      exhaustsAtIntervalMs: null,
      chanceOfExhaustion: 0,
      lockOutMs: 0,
    });
    expect(forecast.projectedInterval?.from).toBeGreaterThanOrEqual(0.085);
    expect(forecast.projectedInterval?.to).toBeLessThan(0.2);
  });

  test("spent, it is exhausted since it was first seen so, and locks out until it resets", () => {
    const history = evenly(2, 0.5, NOW + 3 * HOUR);
    const forecast = forecastBucket(history, FIVE_HOURS, NOW + HOUR);
    expect(forecast).toMatchObject({
      exhaustsAtMs: NOW,
      exhaustsAtIntervalMs: { fromMs: NOW, toMs: NOW },
      chanceOfExhaustion: 1,
      lockOutMs: 3 * HOUR,
      gap: null,
    });
  });

  test("the pace is unknown while less than a twentieth of it has passed", () => {
    const history = evenly(1, 0.05, NOW + 4 * HOUR);
    const early = history.filter(({ atMs }) => atMs <= NOW - 50 * MINUTE);
    expect(forecastBucket(early, FIVE_HOURS, NOW - 50 * MINUTE).pace).toBeNull();
    expect(forecastBucket(history, FIVE_HOURS, NOW).pace).not.toBeNull();
  });
});

describe("unknown is said to be unknown", () => {
  test("with two steps seen, of whole percents", () => {
    const forecast = forecastBucket(evenly(2, 0.01, NOW + 3 * HOUR), FIVE_HOURS, NOW);
    expect(forecast).toMatchObject({
      usedFraction: 0.02,
      chanceOfExhaustion: null,
      projectedFraction: null,
      lockOutMs: null,
      gap: "tooLittleSeen",
    });
  });

  test("without a reading", () => {
    expect(forecastBucket([], FIVE_HOURS, NOW)).toMatchObject({ usedFraction: null, gap: "tooLittleSeen" });
  });

  test("without a known end", () => {
    const forecast = forecastBucket(evenly(2, 0.2, null), FIVE_HOURS, NOW);
    expect(forecast).toMatchObject({
      usedFraction: 0.4,
      pace: null,
      chanceOfExhaustion: null,
      gap: "noReset",
    });
  });

  test("once the window has ended and nothing was heard since", () => {
    const forecast = forecastBucket(evenly(2, 0.2, NOW + HOUR), FIVE_HOURS, NOW + 2 * HOUR);
    expect(forecast).toMatchObject({ usedFraction: null, chanceOfExhaustion: null, gap: "windowOver" });
  });

  test("once a bucket of unknown rate was to be full again, however spent it was when last heard of", () => {
    const bucket = { windowMinutes: null, kind: "bucket", resolution: 0 } as const;
    const spent = [{ atMs: NOW - MINUTE, usedFraction: 1, resetsAtMs: NOW + MINUTE }];
    expect(forecastBucket(spent, bucket, NOW)).toMatchObject({ usedFraction: 1, gap: "noReset" });
    expect(forecastBucket(spent, bucket, NOW + HOUR)).toMatchObject({
      usedFraction: null,
      gap: "windowOver",
    });
  });
});

test("readings after the moment asked for are not looked at", () => {
  const history = evenly(2, 0.2, NOW + 3 * HOUR);
  const then = NOW - 30 * MINUTE;
  expect(forecastBucket(history, FIVE_HOURS, then)).toEqual(
    forecastBucket(
      history.filter(({ atMs }) => atMs <= then),
      FIVE_HOURS,
      then,
    ),
  );
});

describe("a token bucket", () => {
  const ONE_MINUTE = { windowMinutes: 1, kind: "bucket", resolution: 0.001 } as const;
  /** Two minutes of readings each second of a bucket from which `demand` times its refill is drawn. */
  const drawn = (demand: number): UsagePoint[] =>
    Array.from({ length: 121 }, (_, second) => ({
      atMs: NOW - 120_000 + second * 1_000,
      usedFraction: Math.max(0, ((demand - 1) * second) / 60),
      resetsAtMs: null,
    }));

  test("that is drawn on faster than it refills runs out after what remains over the difference", () => {
    const forecast = forecastBucket(drawn(1.2), ONE_MINUTE, NOW);
    // 0.4 used after two minutes; the other 0.6 go at 0.2 a minute.
    expect(forecast.chanceOfExhaustion).toBeGreaterThan(0.5);
    expect(forecast.exhaustsAtMs).toBeGreaterThan(NOW + 1.5 * MINUTE);
    expect(forecast.exhaustsAtMs).toBeLessThan(NOW + 10 * MINUTE);
    expect(forecast.lockOutMs).toBeNull();
  });

  test("that refills as fast as it is drawn on is never said to be certain to run out", () => {
    const full = drawn(0.8).map((point) => ({ ...point, usedFraction: 0.05 }));
    expect(forecastBucket(full, ONE_MINUTE, NOW).chanceOfExhaustion ?? 0).toBeLessThan(0.9);
  });
});

test("what a sliding window used long ago leaves it again", () => {
  const window = { windowMinutes: 60, kind: "sliding", resolution: 0.01 } as const;
  // Two hours at a steady half of the limit: as much leaves as comes.
  const history = Array.from({ length: 121 }, (_, minute) => ({
    atMs: NOW - (120 - minute) * MINUTE,
    usedFraction: Math.min(0.5, minute / 120),
    resetsAtMs: null,
  }));
  const forecast = forecastBucket(history, window, NOW);
  expect(forecast.projectedFraction).toBeGreaterThan(0.35);
  expect(forecast.projectedFraction).toBeLessThan(0.65);
  expect(forecast.chanceOfExhaustion).toBeLessThan(0.2);
});
