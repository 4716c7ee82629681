import fc from "fast-check";
import { expect, test } from "vitest";
import { anyValues, histogramOf } from "#tests/support/any-values.ts";
import { EMPTY, type Histogram } from "./histogram.ts";
import { fromOtlp, type OtlpHistogram, toOtlp } from "./otlp-histogram.ts";

/** As an SDK keeps them at a scale, here of values whose logarithm is exact enough. */
function otlpOf(values: readonly number[], scale: number): OtlpHistogram {
  const places = values.map((value) => Math.ceil(Math.log2(value) * 2 ** scale) - 1);
  const offset = Math.min(...places);
  const counts = Array.from({ length: Math.max(...places) - offset + 1 }, () => 0);
  for (const place of places) counts[place - offset] = (counts[place - offset] ?? 0) + 1;
  return {
    histogram: { kind: "exponential", scale, zeroCount: 0, zeroThreshold: 0, offset, counts },
    count: values.length,
    sum: null,
    min: Math.min(...values),
    max: Math.max(...values),
  };
}

test("to OTLP and back is the same, to the last digit", () => {
  fc.assert(
    fc.property(anyValues, (values) => {
      const histogram = histogramOf(values);
      expect(fromOtlp(toOtlp(histogram))).toEqual(histogram);
    }),
  );
  expect(fromOtlp(toOtlp(EMPTY))).toEqual(EMPTY);
});

test("what was counted at a finer scale is as if recorded here", () => {
  const values = fc.array(fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.constantFrom(0.25, 2, 1024)), {
    minLength: 1,
  });
  fc.assert(
    fc.property(values, fc.integer({ min: 5, max: 8 }), (list, scale) => {
      const expected: Histogram = { ...histogramOf(list), sum: null };
      expect(fromOtlp(otlpOf(list, scale))).toEqual(expected);
    }),
  );
});

test("wider buckets are not made finer", () => {
  expect(fromOtlp(otlpOf([3, 4, 5], 4))).toBeNull();
  expect(fromOtlp(otlpOf([3, 4, 5], 5))).not.toBeNull();
});

test("values only known to be below a threshold are not taken for zeros", () => {
  const point = toOtlp(histogramOf([0, 3]));
  const withThreshold = (zeroCount: number, zeroThreshold: number, count: number) =>
    fromOtlp({ ...point, count, histogram: { ...point.histogram, zeroCount, zeroThreshold } });
  expect(withThreshold(1, 0.5, 2)).toBeNull();
  expect(withThreshold(0, 0.5, 1)?.count).toBe(1);
  expect(withThreshold(1, 0, 2)?.zeroCount).toBe(1);
});

test("counts that do not add up and buckets beyond all numbers are not taken", () => {
  const point = toOtlp(histogramOf([3, 4]));
  expect(fromOtlp({ ...point, count: 3 })).toBeNull();
  expect(fromOtlp({ ...point, histogram: { ...point.histogram, offset: 40_000 } })).toBeNull();
});

test("empty buckets at the ends are left out, and extremes that contradict themselves are unknown", () => {
  const point = toOtlp(histogramOf([3, 3]));
  const { offset } = point.histogram;
  const padded = { ...point.histogram, offset: offset - 2, counts: [0, 0, 2, 0] };
  expect(fromOtlp({ ...point, histogram: padded })).toEqual(histogramOf([3, 3]));
  expect(fromOtlp({ ...point, min: 5, max: 3 })).toMatchObject({ min: null, max: null });
  expect(fromOtlp({ ...point, min: null })).toMatchObject({ min: null, max: null });
});
