import { expect, test } from "vitest";
import { boundOfExtremes } from "./bound-of-extremes.ts";
import { HistogramSum } from "./histogram-sum.ts";

/** Skewed, with many that are equal, from a fixed sequence. */
const values = Array.from({ length: 2_000 }, (_, index) => Math.exp(((index * 7919) % 997) / 120) - 1);

function histogramOf(all: readonly number[]) {
  const sum = new HistogramSum();
  for (const value of all) sum.record(value);
  return sum.toHistogram();
}

test.each(["greatest", "least"] as const)(
  "no %s value is missed by looking no further than the bound",
  (extreme) => {
    const histogram = histogramOf(values);
    const inOrder = values.toSorted((a, b) => (extreme === "greatest" ? b - a : a - b));
    for (const [start, count] of [
      [0, 1],
      [0, 50],
      [50, 50],
      [700, 200],
      [1_900, 20],
    ] as const) {
      const after = start === 0 ? null : (inOrder[start - 1] ?? null);
      const bound = boundOfExtremes(histogram, extreme, count, after);
      const last = inOrder[start + count - 1] ?? Number.NaN;
      if (bound === null) expect(start + count).toBeGreaterThan(1_800);
      else if (extreme === "greatest") expect(bound).toBeLessThanOrEqual(last);
      else expect(bound).toBeGreaterThanOrEqual(last);
    }
  },
);

test("the bound is near: little more than what was asked for lies beyond it", () => {
  const bound = boundOfExtremes(histogramOf(values), "greatest", 50, null) ?? Number.NaN;
  expect(values.filter((value) => value >= bound).length).toBeLessThan(150);
});

test("fewer values than were asked for have no bound", () => {
  expect(boundOfExtremes(histogramOf([1, 2, 3]), "greatest", 4, null)).toBeNull();
  expect(boundOfExtremes(histogramOf([]), "least", 1, null)).toBeNull();
});
