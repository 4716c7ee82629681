import fc from "fast-check";
import { expect, test } from "vitest";
import { EMPTY, type Histogram } from "./histogram.ts";
import { HistogramSum } from "./histogram-sum.ts";
import { fitLogSteps } from "./log-steps.ts";

function histogramOf(values: readonly number[]): Histogram {
  const sum = new HistogramSum();
  for (const value of values) sum.record(value);
  return sum.toHistogram();
}

const value = fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 1e7, noNaN: true }));

test("every value is counted once, in the step whose bounds hold it, and there are no more steps than wanted", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(value, { maxLength: 30 }), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 3, max: 60 }),
      (lists, most) => {
        const histograms = lists.map(histogramOf);
        const { bounds, count } = fitLogSteps(histograms, most);
        expect(bounds.length).toBeLessThanOrEqual(most);
        for (const [index, values] of lists.entries()) {
          const expected = bounds.map(
            ({ from, to }) => values.filter((one) => (to === 0 ? one === 0 : one > from && one <= to)).length,
          );
          expect(count(histograms[index] ?? EMPTY)).toEqual(expected);
          expect(expected.reduce((sum, n) => sum + n, 0)).toBe(values.length);
        }
      },
    ),
  );
});

test("steps follow each other without gaps and grow by the same factor", () => {
  const { bounds } = fitLogSteps([histogramOf([1, 600_000])], 60);
  expect(bounds.length).toBeGreaterThan(40);
  for (const [index, { from, to }] of bounds.entries()) {
    expect(to / from).toBeCloseTo((bounds[0]?.to ?? 0) / (bounds[0]?.from ?? 1), 9);
    if (index > 0) expect(from).toBe(bounds[index - 1]?.to);
  }
});

test("without values there are no steps", () => {
  expect(fitLogSteps([EMPTY], 60).bounds).toEqual([]);
});
