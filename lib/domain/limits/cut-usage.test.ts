import fc from "fast-check";
import { expect, test } from "vitest";
import { cutUsage } from "./cut-usage.ts";
import type { UsagePoint } from "./usage-point.ts";

const HOUR = 3_600_000;
const FIVE_HOURS = { windowMinutes: 300, resolution: 0.01 };
const point = (hours: number, usedFraction: number, resetHours: number | null): UsagePoint => ({
  atMs: hours * HOUR,
  usedFraction,
  resetsAtMs: resetHours === null ? null : resetHours * HOUR,
});
const used = (history: readonly UsagePoint[], window = FIVE_HOURS) =>
  cutUsage(history, window).map(({ points }) => points.map(({ usedFraction }) => usedFraction));

test("a window begins where the told reset moves on", () => {
  const windows = cutUsage(
    [point(1, 0.1, 5), point(2, 0.3, 5), point(6, 0.3, 10), point(7, 0.4, 10)],
    FIVE_HOURS,
  );
  expect(windows.map(({ resetsAtMs }) => resetsAtMs)).toEqual([5 * HOUR, 10 * HOUR]);
  expect(windows.map(({ startsEmpty }) => startsEmpty)).toEqual([false, true]);
});

test("a told reset that trembles by seconds begins no window", () => {
  expect(used([point(1, 0.1, 5), point(2, 0.2, 5.001), point(3, 0.3, 4.999)])).toEqual([[0.1, 0.2, 0.3]]);
});

test("a fall by more than rounding begins a window, a fall by rounding does not", () => {
  expect(used([point(1, 0.5, null), point(2, 0.49, null), point(3, 0.1, null)])).toEqual([
    [0.5, 0.49],
    [0.1],
  ]);
});

test("a window whose end has passed is over, even when nobody tells the next end", () => {
  expect(used([point(1, 0.5, 5), point(6, 0.5, null)])).toEqual([[0.5], [0.5]]);
});

test("an older reading that comes late between newer ones is left out", () => {
  expect(used([point(1, 0.5, 5), point(1.1, 0.4, 5), point(1.2, 0.51, 5)])).toEqual([[0.5, 0.51]]);
});

test("a reading of the window before that comes late is left out", () => {
  expect(used([point(4, 0.9, 5), point(6, 0.1, 10), point(6.1, 0.9, 5), point(6.2, 0.12, 10)])).toEqual([
    [0.9],
    [0.1, 0.12],
  ]);
});

test("a reset that moves on early without a fall is not taken for use from nothing", () => {
  expect(cutUsage([point(1, 0.5, 5), point(2, 0.51, 6)], FIVE_HOURS)[1]?.startsEmpty).toBe(false);
});

test("neither order nor repeats change the windows", () => {
  const history = [
    point(1, 0.1, 5),
    point(2, 0.2, 5),
    point(6, 0, 10),
    point(7, 0.4, 10),
    point(12, 0.1, null),
  ];
  const expected = cutUsage(history, FIVE_HOURS);
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...history, ...history], { minLength: 10, maxLength: 10 }),
      (shuffled) => {
        expect(cutUsage(shuffled, FIVE_HOURS)).toEqual(expected);
      },
    ),
  );
});

test("no readings, no windows", () => {
  expect(cutUsage([], FIVE_HOURS)).toEqual([]);
});
