import fc from "fast-check";
import { expect, test } from "vitest";
import { intervalQuantile } from "./interval-quantile.ts";
import { histogramGain, histogramIntervals, type MetricHistogram } from "./metric-histogram.ts";

/** PostgreSQL's percentile_cont. */
function exactQuantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = share * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] ?? Number.NaN;
  const high = sorted[Math.ceil(rank)] ?? Number.NaN;
  return low + (rank - Math.floor(rank)) * (high - low);
}

function explicitOf(values: readonly number[], bounds: readonly number[]): MetricHistogram {
  const counts = Array.from({ length: bounds.length + 1 }, () => 0);
  for (const value of values) {
    const found = bounds.findIndex((bound) => value <= bound);
    const index = found === -1 ? bounds.length : found;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return { kind: "explicit", bounds, counts };
}

function exponentialOf(values: readonly number[], scale: number): MetricHistogram {
  const places = values.map((value) => Math.ceil(Math.log2(value) * 2 ** scale) - 1);
  const offset = Math.min(...places);
  const counts = Array.from({ length: Math.max(...places) - offset + 1 }, () => 0);
  for (const place of places) counts[place - offset] = (counts[place - offset] ?? 0) + 1;
  return { kind: "exponential", scale, zeroCount: 0, zeroThreshold: 0, offset, counts };
}

const BOUNDS = [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10240, 20480, 40960, 81920];
const values = fc.array(fc.double({ min: 0.5, max: 100_000, noNaN: true }), { minLength: 1, maxLength: 60 });
const shares = fc.constantFrom(0, 0.5, 0.95, 0.99, 1);

test("the exact quantile always lies within the range, whatever mix of histograms the values are in", () => {
  fc.assert(
    fc.property(
      values,
      values,
      shares,
      fc.integer({ min: -1, max: 6 }),
      fc.boolean(),
      (a, b, share, scale, known) => {
        const all = [...a, ...b];
        const extremes = (part: readonly number[]): readonly [number | null, number | null] =>
          known ? [Math.min(...part), Math.max(...part)] : [null, null];
        const estimated = intervalQuantile(
          [
            ...histogramIntervals(explicitOf(a, BOUNDS), ...extremes(a)),
            ...histogramIntervals(exponentialOf(b, scale), ...extremes(b)),
          ],
          share,
        );
        const exact = exactQuantile(all, share);
        const slack = 1e-9 * exact;
        expect(estimated).not.toBeNull();
        expect(estimated?.from ?? 0).toBeLessThanOrEqual(exact + slack);
        expect(estimated?.to ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(exact - slack);
        if (estimated?.value !== null && estimated !== null) {
          expect(estimated.value).toBeGreaterThanOrEqual(estimated.from);
          expect(estimated.value).toBeLessThanOrEqual(estimated.to ?? Number.POSITIVE_INFINITY);
        }
      },
    ),
  );
});

test("values that lie evenly give their exact quantiles, though only buckets are known", () => {
  const even = Array.from({ length: 1000 }, (_, index) => index + 0.5);
  const bounds = Array.from({ length: 10 }, (_, index) => 100 * (index + 1));
  const intervals = histogramIntervals(explicitOf(even, bounds), null, null);
  expect(intervalQuantile(intervals, 0.5)).toEqual({ value: expect.closeTo(500, 6), from: 450, to: 550 });
  expect(intervalQuantile(intervals, 0.95)).toEqual({
    value: expect.closeTo(949.55, 6),
    from: 900,
    to: 1000,
  });
});

test("exponential buckets of scale 5 give every quantile within their 1.1 %", () => {
  const skewed = Array.from({ length: 2000 }, (_, index) => 5 * 1.004 ** index);
  const intervals = histogramIntervals(exponentialOf(skewed, 5), null, null);
  for (const share of [0.5, 0.95, 0.99]) {
    const exact = exactQuantile(skewed, share);
    expect(Math.abs((intervalQuantile(intervals, share)?.value ?? 0) / exact - 1)).toBeLessThan(0.011);
  }
});

test("a quantile beyond the last bound is unknown, unless the greatest value is told", () => {
  const histogram = explicitOf([5, 15, 500, 600], [10, 20]);
  expect(intervalQuantile(histogramIntervals(histogram, null, null), 0.95)).toEqual({
    value: null,
    from: 20,
    to: null,
  });
  expect(intervalQuantile(histogramIntervals(histogram, null, 600), 0.95)).toMatchObject({
    from: 20,
    to: 600,
  });
});

test("the least and the greatest value narrow buckets that are made for another unit", () => {
  // What Gemini CLI sends: seconds, in buckets for milliseconds.
  const histogram: MetricHistogram = { kind: "explicit", bounds: [0, 5, 10], counts: [0, 2, 0, 0] };
  const intervals = histogramIntervals(histogram, 0.211, 0.295);
  expect(intervalQuantile(intervals, 0.5)).toEqual({
    value: expect.closeTo(0.253, 9),
    from: 0.211,
    to: 0.295,
  });
});

test("no values have no quantile", () => {
  expect(intervalQuantile([], 0.5)).toBeNull();
  expect(intervalQuantile(histogramIntervals(explicitOf([], BOUNDS), null, null), 0.5)).toBeNull();
});

test("what a cumulative histogram gained is what came since, even when its scale was lowered meanwhile", () => {
  fc.assert(
    fc.property(
      values,
      values,
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 3 }),
      (a, b, scale, less) => {
        const gained = histogramGain(exponentialOf([...a, ...b], scale - less), exponentialOf(a, scale));
        const expected = exponentialOf(b, scale - less);
        if (gained?.kind !== "exponential" || expected.kind !== "exponential") return expect.fail("no gain");
        const byPlace = ({ offset, counts }: typeof expected) =>
          counts.map((count, index) => [offset + index, count]).filter(([, count]) => count !== 0);
        expect(byPlace(gained)).toEqual(byPlace(expected));
        return undefined;
      },
    ),
  );
  expect(histogramGain(explicitOf([5, 15, 15], [10, 20]), explicitOf([15], [10, 20]))).toEqual({
    kind: "explicit",
    bounds: [10, 20],
    counts: [1, 1, 0],
  });
});

test("a histogram that shrank or changed its buckets has no gain to tell", () => {
  expect(histogramGain(explicitOf([5], [10]), explicitOf([5, 5], [10]))).toBeNull();
  expect(histogramGain(explicitOf([5], [10]), explicitOf([5], [11]))).toBeNull();
  expect(histogramGain(explicitOf([5], [10]), exponentialOf([5], 3))).toBeNull();
  expect(histogramGain(exponentialOf([64], 0), exponentialOf([5], 0))).toBeNull();
});
