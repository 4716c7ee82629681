import fc from "fast-check";
import { expect, test } from "vitest";
import { anyValues, histogramOf, someValues } from "#tests/support/any-values.ts";
import { bucketBounds, EMPTY } from "./histogram.ts";
import { quantile, shareBelow } from "./histogram-quantile.ts";

const shares = fc.oneof(fc.constantFrom(0, 0.5, 0.95, 0.99, 1), fc.double({ min: 0, max: 1, noNaN: true }));

/** PostgreSQL's percentile_cont. */
function exactQuantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = share * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] ?? Number.NaN;
  const high = sorted[Math.ceil(rank)] ?? Number.NaN;
  return low + (rank - Math.floor(rank)) * (high - low);
}

test("a quantile is within 1.1 % of percentile_cont", () => {
  fc.assert(
    fc.property(someValues, shares, (values, share) => {
      const exact = exactQuantile(values, share);
      const told = quantile(histogramOf(values), share) ?? Number.NaN;
      expect(Math.abs(told - exact)).toBeLessThanOrEqual(0.011 * exact);
    }),
    { numRuns: 500 },
  );
});

test("it is so without the extremes, too", () => {
  fc.assert(
    fc.property(someValues, shares, (values, share) => {
      const exact = exactQuantile(values, share);
      const told = quantile({ ...histogramOf(values), min: null, max: null }, share) ?? Number.NaN;
      expect(Math.abs(told - exact)).toBeLessThanOrEqual(0.011 * exact);
    }),
  );
});

test("the least and the greatest value are exact", () => {
  fc.assert(
    fc.property(someValues, (values) => {
      const histogram = histogramOf(values);
      expect(quantile(histogram, 0)).toBe(Math.min(...values));
      expect(quantile(histogram, 1)).toBe(Math.max(...values));
    }),
  );
});

test("a greater share has no lesser quantile", () => {
  fc.assert(
    fc.property(someValues, shares, shares, (values, a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)].map((share) =>
        quantile(histogramOf(values), share),
      );
      expect(low ?? Number.NaN).toBeLessThanOrEqual((high ?? Number.NaN) * (1 + 1e-15));
    }),
  );
});

test("the share below a bound of a bucket is exact", () => {
  fc.assert(
    fc.property(someValues, fc.integer({ min: -200, max: 600 }), fc.boolean(), (values, index, isKnown) => {
      const threshold = bucketBounds(index).to;
      const histogram = histogramOf(values);
      const told = shareBelow(isKnown ? histogram : { ...histogram, min: null, max: null }, threshold);
      expect(told).toBe(values.filter((value) => value <= threshold).length / values.length);
    }),
  );
});

test("the share below any threshold is wrong by no more than the bucket it lies in holds", () => {
  fc.assert(
    fc.property(someValues, fc.double({ min: -1, max: 1e6, noNaN: true }), (values, threshold) => {
      const told = shareBelow(histogramOf(values), threshold) ?? Number.NaN;
      const share = (limit: number) => values.filter((value) => value <= limit).length / values.length;
      expect(told).toBeGreaterThanOrEqual(share(threshold / 1.0219));
      expect(told).toBeLessThanOrEqual(share(threshold * 1.0219));
    }),
  );
});

test("a greater threshold has no lesser share below it", () => {
  fc.assert(
    fc.property(
      someValues,
      fc.tuple(fc.nat(), fc.double({ min: 0.9, max: 1.1, noNaN: true })),
      (values, [at, factor]) => {
        const histogram = histogramOf(values);
        const near = values[at % values.length] ?? 0;
        const [low, high] = [near, near * factor].toSorted((a, b) => a - b);
        expect(shareBelow(histogram, low ?? 0)).toBeLessThanOrEqual(
          shareBelow(histogram, high ?? 0) ?? Number.NaN,
        );
      },
    ),
  );
});

test("nothing is below the least value, and all is at the greatest", () => {
  fc.assert(
    fc.property(anyValues, (values) => {
      const { min, max, ...rest } = histogramOf(values);
      if (min === null || max === null) return;
      expect(shareBelow({ ...rest, min, max }, max)).toBe(1);
      expect(shareBelow({ ...rest, min, max }, Number.POSITIVE_INFINITY)).toBe(1);
      if (min > 0) expect(shareBelow({ ...rest, min, max }, min * (1 - Number.EPSILON))).toBe(0);
      expect(shareBelow({ ...rest, min, max }, -1)).toBe(0);
    }),
  );
});

test("no values have no quantile and no share", () => {
  expect(quantile(EMPTY, 0.5)).toBeNull();
  expect(shareBelow(EMPTY, 100)).toBeNull();
});

test("what is no share or no threshold is rejected", () => {
  for (const share of [-0.1, 1.1, 95, Number.NaN]) expect(() => quantile(EMPTY, share)).toThrow(RangeError);
  expect(() => shareBelow(EMPTY, Number.NaN)).toThrow(RangeError);
});
