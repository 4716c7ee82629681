import fc from "fast-check";
import { expect, test } from "vitest";
import { planStretches } from "./plan-stretches.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const T0 = Date.UTC(2026, 10, 1);
const NOTHING = { hours: new Set<number>(), days: new Set<number>() };

test("whole days and hours come from roll-ups, the edges from the facts", () => {
  const window = { fromMs: T0 - 90 * 60_000, toMs: T0 + 2 * DAY_MS + HOUR_MS + 1 };
  expect(planStretches(window, null, NOTHING)).toEqual({
    facts: [
      { fromMs: T0 - 90 * 60_000, toMs: T0 - HOUR_MS },
      { fromMs: T0 + 2 * DAY_MS + HOUR_MS, toMs: window.toMs },
    ],
    hours: [
      { fromMs: T0 - HOUR_MS, toMs: T0 },
      { fromMs: T0 + 2 * DAY_MS, toMs: T0 + 2 * DAY_MS + HOUR_MS },
    ],
    days: [{ fromMs: T0, toMs: T0 + 2 * DAY_MS }],
  });
});

test("an hour with news is read from the facts, and the rest of its day by the hour", () => {
  const window = { fromMs: T0, toMs: T0 + DAY_MS };
  const stale = { hours: new Set([T0 + 5 * HOUR_MS]), days: new Set<number>() };
  expect(planStretches(window, null, stale)).toEqual({
    days: [],
    facts: [{ fromMs: T0 + 5 * HOUR_MS, toMs: T0 + 6 * HOUR_MS }],
    hours: [
      { fromMs: T0, toMs: T0 + 5 * HOUR_MS },
      { fromMs: T0 + 6 * HOUR_MS, toMs: T0 + DAY_MS },
    ],
  });
});

test("a day that is not rolled up yet is read by the hour", () => {
  const window = { fromMs: T0, toMs: T0 + DAY_MS };
  expect(planStretches(window, null, { hours: new Set(), days: new Set([T0]) })).toEqual({
    days: [],
    hours: [window],
    facts: [],
  });
});

test("intervals shorter than an hour are read from the facts, shorter than a day by the hour", () => {
  const window = { fromMs: T0, toMs: T0 + DAY_MS };
  expect(planStretches(window, 60_000, NOTHING).facts).toEqual([window]);
  expect(planStretches(window, 6 * HOUR_MS, NOTHING).hours).toEqual([window]);
  expect(planStretches(window, DAY_MS, NOTHING).days).toEqual([window]);
});

test("the stretches cover the window once, and none that is stale is read from its roll-up", () => {
  const hour = fc.integer({ min: -60, max: 140 }).map((n) => T0 + n * HOUR_MS);
  const day = fc.integer({ min: -2, max: 5 }).map((n) => T0 + n * DAY_MS);
  fc.assert(
    fc.property(
      fc.integer({ min: -2 * DAY_MS, max: 3 * DAY_MS }),
      fc.integer({ min: 0, max: 4 * DAY_MS }),
      fc.uniqueArray(hour, { maxLength: 5 }),
      fc.uniqueArray(day, { maxLength: 2 }),
      fc.constantFrom(null, 60_000, HOUR_MS, 2 * HOUR_MS, DAY_MS),
      (offset, length, hours, days, intervalMs) => {
        const window = { fromMs: T0 + offset, toMs: T0 + offset + length };
        const plan = planStretches(window, intervalMs, { hours: new Set(hours), days: new Set(days) });
        const all = [...plan.days, ...plan.hours, ...plan.facts].toSorted((a, b) => a.fromMs - b.fromMs);
        expect(all.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)).toBe(length);
        for (const [index, { fromMs }] of all.entries())
          expect(fromMs).toBe(index === 0 ? window.fromMs : all[index - 1]?.toMs);
        const meets = (
          stretches: readonly { fromMs: number; toMs: number }[],
          atMs: number,
          lengthMs: number,
        ) => stretches.some(({ fromMs, toMs }) => fromMs < atMs + lengthMs && atMs < toMs);
        for (const atMs of hours) expect(meets([...plan.days, ...plan.hours], atMs, HOUR_MS)).toBe(false);
        for (const atMs of days) expect(meets(plan.days, atMs, DAY_MS)).toBe(false);
      },
    ),
  );
});
