import { expect, test } from "vitest";
import { prepareThrottleBars } from "./prepare-throttle-sums.ts";

const sum = (value: string | null, lostMs: number, throttles = 1) => ({
  value,
  lostMs,
  throttles,
  attemptsWasted: throttles,
});

test("bars are as long as the largest allows, and their shares are of all time lost", () => {
  const { bars, others } = prepareThrottleBars([sum("ada", 60), sum(null, 30), sum("bob", 10)], 8);
  expect(bars.map(({ value, lengthShare, lostShare }) => [value, lengthShare, lostShare])).toEqual([
    ["ada", 1, 0.6],
    [null, 0.5, 0.3],
    ["bob", 1 / 6, 0.1],
  ]);
  expect(others).toBeNull();
});

test("what has no bar of its own is summed up, and nothing is lost", () => {
  const sums = Array.from({ length: 12 }, (_, index) => sum(`person ${index}`, 12 - index, 2));
  const { bars, others } = prepareThrottleBars(sums, 8);
  expect([bars.length, others?.count]).toEqual([8, 4]);
  expect(others?.sum).toMatchObject({ throttles: 8, attemptsWasted: 8, lostMs: 10 });
  const all = [...bars, ...(others ? [others.sum] : [])];
  expect(all.reduce((total, { lostShare }) => total + (lostShare ?? 0), 0)).toBeCloseTo(1, 12);
});

test("a single one too many gets its bar", () => {
  const sums = [sum("a", 3), sum("b", 2), sum("c", 1)];
  expect(prepareThrottleBars(sums, 2)).toMatchObject({ bars: [{}, {}, {}], others: null });
});

test("throttles that cost nothing have bars without length and no share", () => {
  expect(prepareThrottleBars([sum("ada", 0)], 8).bars).toMatchObject([{ lengthShare: 0, lostShare: null }]);
});
