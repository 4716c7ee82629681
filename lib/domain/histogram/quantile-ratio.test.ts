import { expect, test } from "vitest";
import { EMPTY, type Histogram } from "./histogram.ts";
import { HistogramSum } from "./histogram-sum.ts";
import { quantileRatio } from "./quantile-ratio.ts";

function histogramOf(values: readonly number[]): Histogram {
  const sum = new HistogramSum();
  for (const value of values) sum.record(value);
  return sum.toHistogram();
}

/** The same draws each time it is made (Lehmer). */
function drawing(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

test("the interval holds the true ratio at least 95 times in 100, and gets narrower with more values", () => {
  const draw = drawing(7);
  const exponential = (n: number, mean: number) =>
    histogramOf(Array.from({ length: n }, () => -Math.log(1 - draw()) * mean));
  let held = 0;
  for (let round = 0; round < 200; round += 1) {
    const { from, to } = quantileRatio(exponential(200, 300), exponential(200, 200), 0.5) ?? {
      from: 9,
      to: 9,
    };
    if (from <= 1.5 && (to ?? Number.POSITIVE_INFINITY) >= 1.5) held += 1;
  }
  expect(held).toBeGreaterThanOrEqual(190);
  const few = quantileRatio(exponential(100, 300), exponential(100, 200), 0.5);
  const many = quantileRatio(exponential(10_000, 300), exponential(10_000, 200), 0.5);
  expect((many?.to ?? 9) - (many?.from ?? 0)).toBeLessThan(((few?.to ?? 0) - (few?.from ?? 0)) / 4);
});

test("without enough values the interval is open, and without any there is no ratio", () => {
  expect(quantileRatio(histogramOf([3]), histogramOf([2]), 0.5)).toMatchObject({
    ratio: 1.5,
    from: 0,
    to: null,
  });
  expect(quantileRatio(EMPTY, histogramOf([2]), 0.5)).toBeNull();
  expect(quantileRatio(histogramOf([2]), histogramOf([0]), 0.5)).toBeNull();
});
