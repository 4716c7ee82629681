import { expect, test } from "vitest";
import { estimateDifference, estimateFigure, estimateRatio } from "./estimate-figures.ts";

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

/** A figure around `value` whose resampled histories are those factors of it. */
const figureOf = (value: number, factors: readonly number[]) => {
  const drawn = factors.map((factor) => value * factor);
  return { value, resampled: { both: drawn, turns: drawn, donors: factors.map(() => value) } };
};
const MANY = { turns: 1e9, donors: 1e9 };

test("the interval of a difference of independent figures is as wide as both together", () => {
  const [one, other] = [figureOf(1000, [0.99, 1.01, 0.99, 1.01]), figureOf(500, [0.98, 0.98, 1.02, 1.02])];
  const [ratioOne, ratioOther] = [one, other].map((figure) =>
    estimateRatio(figure.value, figure.resampled, MANY),
  );
  const { value, from, to } = estimateDifference(one, other, MANY);
  expect(value).toBe(500);
  const halves = [ratioOne, ratioOther].map((told) => (told ? widthOf(told) / 2 : Number.NaN));
  expect((to - from) / 2).toBeCloseTo(Math.hypot(...halves), 1);
});

test("what is common to both figures hardly widens their difference", () => {
  const drawn = [0.8, 1.2, 0.9, 1.1];
  const apart = estimateDifference(figureOf(1000, drawn), figureOf(1000, [1.1, 0.8, 1.2, 0.9]), MANY);
  const together = estimateDifference(figureOf(1000, drawn), figureOf(1000, drawn), MANY);
  expect(widthOf(together)).toBeLessThan(0.3 * widthOf(apart));
});

test("a difference reaches farther to the side on which its greater figure may lie farther", () => {
  const { value, from, to } = estimateDifference(
    figureOf(100, [1, 1, 1, 1]),
    figureOf(1000, [0.6, 1.5, 0.7, 1.4]),
    MANY,
  );
  expect(value).toBe(-900);
  expect(value - from).toBeGreaterThan(1.5 * (to - value));
});
