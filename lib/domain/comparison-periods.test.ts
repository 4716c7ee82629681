import fc from "fast-check";
import { expect, test } from "vitest";
import { comparisonPeriods } from "./comparison-periods.ts";

const HOUR = 3_600_000;
const at = (text: string) => Date.parse(`2026-09-${text}:00Z`);

test("an hour is held against the hour before and the same hour a week before", () => {
  expect(comparisonPeriods({ fromMs: at("16T10:00"), toMs: at("16T11:00") })).toEqual({
    before: { fromMs: at("16T09:00"), toMs: at("16T10:00") },
    weekBefore: { fromMs: at("09T10:00"), toMs: at("09T11:00") },
  });
});

test("a longer window is held against one of the same length so many weeks before that they do not overlap", () => {
  const tenDays = { fromMs: at("20T00:00"), toMs: at("30T00:00") };
  expect(comparisonPeriods(tenDays).weekBefore).toEqual({ fromMs: at("06T00:00"), toMs: at("16T00:00") });
  const week = { fromMs: at("20T00:00"), toMs: at("27T00:00") };
  expect(comparisonPeriods(week).weekBefore).toEqual(comparisonPeriods(week).before);
});

test("neither overlaps the window, both are as long, and the earlier week has the same days", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2e12 }),
      fc.integer({ min: 1, max: 90 * 24 * HOUR }),
      (fromMs, lengthMs) => {
        const { before, weekBefore } = comparisonPeriods({ fromMs, toMs: fromMs + lengthMs });
        expect(before).toEqual({ fromMs: fromMs - lengthMs, toMs: fromMs });
        expect(weekBefore.toMs - weekBefore.fromMs).toBe(lengthMs);
        expect(weekBefore.toMs).toBeLessThanOrEqual(fromMs);
        expect((fromMs - weekBefore.fromMs) % (7 * 24 * HOUR)).toBe(0);
        expect(fromMs - weekBefore.toMs).toBeLessThan(7 * 24 * HOUR);
      },
    ),
  );
});
