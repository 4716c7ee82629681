import fc from "fast-check";
import { expect, test } from "vitest";
import { fitInterval } from "./fit-interval.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const T0 = Date.UTC(2026, 10, 1);
const LIMITS = { most: 60, longestHourlyMs: 10 * DAY_MS };
const intervalOf = (lengthMs: number) => fitInterval({ fromMs: T0, toMs: T0 + lengthMs }, LIMITS);

test("short windows have fine intervals, a day whole hours, a month whole days", () => {
  expect(intervalOf(HOUR_MS)).toBe(60_000);
  expect(intervalOf(6 * HOUR_MS)).toBe(600_000);
  expect(intervalOf(DAY_MS)).toBe(HOUR_MS);
  expect(intervalOf(7 * DAY_MS)).toBe(3 * HOUR_MS);
  expect(intervalOf(30 * DAY_MS)).toBe(DAY_MS);
});

test("there are never more intervals than wanted, and those over an hour consist of whole roll-ups", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4000 * DAY_MS }),
      fc.integer({ min: 0, max: DAY_MS }),
      (lengthMs, offsetMs) => {
        const window = { fromMs: T0 + offsetMs, toMs: T0 + offsetMs + lengthMs };
        const intervalMs = fitInterval(window, LIMITS);
        const count = Math.ceil(window.toMs / intervalMs) - Math.floor(window.fromMs / intervalMs);
        expect(count).toBeLessThanOrEqual(LIMITS.most);
        if (lengthMs > 6 * HOUR_MS) expect(intervalMs % HOUR_MS).toBe(0);
        if (lengthMs > LIMITS.longestHourlyMs) expect(intervalMs % DAY_MS).toBe(0);
      },
    ),
  );
});
