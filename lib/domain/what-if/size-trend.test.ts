import { expect, test } from "vitest";
import { sizeTrend } from "./size-trend.ts";

const sizes = Array.from({ length: 60 }, (_, nth) => 600 * 1.08 ** nth);

test("a wait that grows by a line is carried along it, the spread of single ones being a share of it", () => {
  const waits = sizes.map((size, nth) => (250 + 0.03 * size) * (nth % 2 === 0 ? 1.5 : 0.5));
  const carry = sizeTrend(sizes, waits);
  expect(carry(4000, 8000)).toBeCloseTo((250 + 240) / (250 + 120), 1);
  expect(carry(8000, 4000)).toBeCloseTo((250 + 120) / (250 + 240), 1);
  expect(carry(5000, 5000)).toBe(1);
});

test("no wait is carried farther than by a factor of 2 of size", () => {
  const carry = sizeTrend(sizes, sizes);
  expect(carry(1000, 2000)).toBeCloseTo(2);
  expect(carry(1000, 64_000)).toBeCloseTo(2);
  expect(carry(64_000, 1000)).toBeCloseTo(0.5);
});

test("where waits fall with size, or sizes do not differ, or there is none, all stay as they are", () => {
  expect(sizeTrend(sizes, sizes.toReversed())(1000, 2000)).toBe(1);
  expect(sizeTrend([4000, 4000, 4000], [1, 2, 3])(4000, 8000)).toBe(1);
  expect(
    sizeTrend(
      sizes,
      sizes.map(() => 0),
    )(1000, 2000),
  ).toBe(1);
  expect(sizeTrend([], [])(1000, 2000)).toBe(1);
});
