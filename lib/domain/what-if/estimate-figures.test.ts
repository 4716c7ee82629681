import { expect, test } from "vitest";
import { estimateFigure, estimateRatio } from "./estimate-figures.ts";

/** Values around 0 with a standard deviation of 1. */
const UNIT = [-1, 1, -1, 1, 0];
const NONE = [0, 0, 0, 0, 0];
const widthOf = ({ from, to }: { from: number; to: number }): number => to - from;

test("with very many sessions an interval is 1.96 standard deviations to either side", () => {
  const estimate = estimateFigure(10, { both: UNIT, turns: UNIT, donors: NONE }, { turns: 1e9, donors: 1e9 });
  expect(estimate.value).toBe(10);
  expect(10 - estimate.from).toBeCloseTo(1.96, 3);
  expect(estimate.to - 10).toBeCloseTo(1.96, 3);
});

test("few sessions widen it by Student's t and by what few tell of their variance", () => {
  const estimate = estimateFigure(0, { both: UNIT, turns: UNIT, donors: NONE }, { turns: 10, donors: 1e9 });
  // t at 9 degrees of freedom is 2.262.
  expect(estimate.to).toBeCloseTo(2.262 * Math.sqrt(10 / 9), 2);
});

test("the side that varies decides how many sessions count", () => {
  const few = { turns: 5, donors: 1e6 };
  const byDonors = estimateFigure(0, { both: UNIT, turns: NONE, donors: UNIT }, few);
  const byTurns = estimateFigure(0, { both: UNIT, turns: UNIT, donors: NONE }, few);
  expect(widthOf(byTurns)).toBeGreaterThan(1.3 * widthOf(byDonors));
});

test("a figure above 0 gets as large a factor up as down, and one that never varies no interval", () => {
  const drawn = [90, 100, 110, 120, 80];
  const estimate = estimateRatio(
    100,
    { both: drawn, turns: drawn, donors: [100, 100, 100, 100, 100] },
    {
      turns: 50,
      donors: 50,
    },
  );
  expect(estimate.to / 100).toBeCloseTo(100 / estimate.from, 9);
  const still = { both: [7, 7, 7], turns: [7, 7, 7], donors: [7, 7, 7] };
  expect(estimateRatio(7, still, { turns: 50, donors: 50 })).toEqual({ value: 7, from: 7, to: 7 });
});
