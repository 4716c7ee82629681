import { expect, test } from "vitest";
import { prepareTimeAxis } from "./prepare-time-axis.ts";

test("ticks are round and lie at their share of the axis", () => {
  expect(prepareTimeAxis(0, 4000)).toEqual([
    { ms: 0, percent: 0 },
    { ms: 1000, percent: 25 },
    { ms: 2000, percent: 50 },
    { ms: 3000, percent: 75 },
    { ms: 4000, percent: 100 },
  ]);
});

test("an axis that begins before 0 has its 0 inside", () => {
  expect(prepareTimeAxis(-500, 1500)).toEqual([
    { ms: -500, percent: 0 },
    { ms: 0, percent: 25 },
    { ms: 500, percent: 50 },
    { ms: 1000, percent: 75 },
    { ms: 1500, percent: 100 },
  ]);
});

test.each([1, 7, 999, 61_000, 5_400_000, 400_000_000])(
  "an axis of %d ms has two to seven ticks",
  (length) => {
    const { length: count } = prepareTimeAxis(0, length);
    expect(count >= 2 && count <= 7).toBe(true);
  },
);

test("an axis without length has no ticks", () => {
  expect([prepareTimeAxis(0, 0), prepareTimeAxis(0, Number.NaN)]).toEqual([[], []]);
});
