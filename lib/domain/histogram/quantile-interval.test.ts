import fc from "fast-check";
import { expect, test } from "vitest";
import { histogramOf, someValues } from "#tests/support/any-values.ts";
import { binomialRanks } from "../statistics/binomial-ranks.ts";
import { EMPTY } from "./histogram.ts";
import { quantileInterval } from "./quantile-interval.ts";

const shares = fc.constantFrom(0.5, 0.9, 0.95, 0.99);

test("the interval reaches from the value of the lower rank to that of the upper, wider by less than a bucket", () => {
  fc.assert(
    fc.property(someValues, shares, (values, share) => {
      const sorted = values.toSorted((a, b) => a - b);
      const { lower, upper } = binomialRanks(values.length, share);
      const { from, to } = quantileInterval(histogramOf(values), share) ?? {
        from: Number.NaN,
        to: Number.NaN,
      };
      const [low, high] = [sorted[(lower ?? 0) - 1] ?? 0, sorted[(upper ?? 0) - 1] ?? 0];
      expect(from).toBeLessThanOrEqual(low);
      expect(from).toBeGreaterThanOrEqual(low / 1.022);
      if (upper === null) expect(to).toBeNull();
      else {
        expect(to).toBeGreaterThanOrEqual(high);
        expect(to).toBeLessThanOrEqual(high * 1.022);
      }
    }),
  );
});

test("it covers the quantile of the distribution about as often as it says, or more", () => {
  let state = 7;
  const random = () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return (state + 0.5) / 2 ** 32;
  };
  for (const [share, n] of [
    [0.5, 40],
    [0.95, 150],
    [0.99, 400],
  ] as const) {
    // Exponential waits: the quantile at p is -ln(1 - p).
    const truth = -1000 * Math.log(1 - share);
    const rounds = 1000;
    let covered = 0;
    for (let round = 0; round < rounds; round += 1) {
      const values = Array.from({ length: n }, () => -1000 * Math.log(random()));
      const { from, to } = quantileInterval(histogramOf(values), share) ?? {
        from: Number.NaN,
        to: Number.NaN,
      };
      if (from <= truth && truth <= (to ?? Number.POSITIVE_INFINITY)) covered += 1;
    }
    expect(covered / rounds).toBeGreaterThanOrEqual(0.94);
    expect(covered / rounds).toBeLessThan(1);
  }
});

test("too few values leave it without an upper end, and very few without a lower one but 0", () => {
  const values = (n: number) => histogramOf(Array.from({ length: n }, (_, at) => 100 + at));
  expect(quantileInterval(values(71), 0.95)?.to).toBeNull();
  expect(quantileInterval(values(72), 0.95)?.to).toBe(171);
  expect(quantileInterval(values(367), 0.99)?.to).toBeNull();
  expect(quantileInterval(values(368), 0.99)?.to).toBe(467);
  expect(quantileInterval(values(5), 0.5)).toEqual({ from: 0, to: null });
  expect(quantileInterval(values(6), 0.5)).toEqual({ from: 100, to: 105 });
  expect(quantileInterval(EMPTY, 0.5)).toBeNull();
});
