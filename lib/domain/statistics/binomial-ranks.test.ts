import fc from "fast-check";
import { expect, test } from "vitest";
import { FEWEST_VALUES } from "../knowable-quantiles.ts";
import { binomialRanks } from "./binomial-ranks.ts";

/** P(B = k) for k from 0 to n, in the plainest way. */
function probabilities(n: number, share: number): number[] {
  let row = [1];
  for (let draw = 0; draw < n; draw += 1)
    row = [...row, 0].map((stay, k) => stay * (1 - share) + (row[k - 1] ?? 0) * share);
  return row;
}

test("known ranks", () => {
  expect(binomialRanks(20, 0.5)).toEqual({ lower: 6, upper: 15 });
  expect(binomialRanks(100, 0.5)).toEqual({ lower: 40, upper: 61 });
  expect(binomialRanks(100, 0.95)).toEqual({ lower: 90, upper: 100 });
  expect(binomialRanks(500, 0.95)).toEqual({ lower: 465, upper: 485 });
  expect(binomialRanks(1000, 0.99)).toEqual({ lower: 983, upper: 997 });
});

test("the upper rank exists from the fewest values on from which a quantile is told", () => {
  for (const [share, fewest] of [
    [0.9, 36],
    [0.95, FEWEST_VALUES.p95],
    [0.99, FEWEST_VALUES.p99],
  ] as const) {
    expect(binomialRanks(fewest, share).upper).toBe(fewest);
    expect(binomialRanks(fewest - 1, share).upper).toBeNull();
  }
  expect(binomialRanks(6, 0.5)).toEqual({ lower: 1, upper: 6 });
  expect(binomialRanks(5, 0.5)).toEqual({ lower: null, upper: null });
  expect(binomialRanks(0, 0.5)).toEqual({ lower: null, upper: null });
});

test("each rank is the innermost with no more than half of the error beyond it", () => {
  const n = fc.integer({ min: 0, max: 250 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(n, share, fc.constantFrom(0.1, 0.5, 0.8, 0.95, 0.999), (count, at, level) => {
      const chances = probabilities(count, at);
      const tail = (1 - level) / 2;
      const below = (rank: number) => chances.slice(0, rank).reduce((sum, chance) => sum + chance, 0);
      const from = (rank: number) => chances.slice(rank).reduceRight((sum, chance) => sum + chance, 0);
      const { lower, upper } = binomialRanks(count, at, level);
      if (lower !== null) expect(below(lower)).toBeLessThanOrEqual(tail + 1e-12);
      expect(below((lower ?? 0) + 1)).toBeGreaterThan(tail - 1e-12);
      if (upper !== null) expect(from(upper)).toBeLessThanOrEqual(tail + 1e-12);
      expect(from((upper ?? count + 1) - 1)).toBeGreaterThan(tail - 1e-12);
    }),
  );
});

test("of very many values the ranks are where the normal distribution has them", () => {
  for (const share of [0.5, 0.95, 0.99]) {
    const n = 100_000_000;
    const { lower, upper } = binomialRanks(n, share);
    const reach = 1.959963985 * Math.sqrt(n * share * (1 - share));
    expect(Math.abs((lower ?? Number.NaN) - (n * share - reach))).toBeLessThan(3);
    expect(Math.abs((upper ?? Number.NaN) - (n * share + reach))).toBeLessThan(3);
  }
});

test("what is no number of values, no share or no level is rejected", () => {
  expect(() => binomialRanks(-1, 0.5)).toThrow(RangeError);
  expect(() => binomialRanks(2.5, 0.5)).toThrow(RangeError);
  expect(() => binomialRanks(10, 95)).toThrow(RangeError);
  expect(() => binomialRanks(10, 0.5, 1)).toThrow(RangeError);
});
