import fc from "fast-check";
import { expect, test } from "vitest";
import { anyValues, histogramOf } from "#tests/support/any-values.ts";
import { encodeHistogram } from "./encode-histogram.ts";
import { bucketIndex, EMPTY, type Histogram } from "./histogram.ts";
import { HistogramSum } from "./histogram-sum.ts";

/** All but the last digits of the sum, which depend on the order of adding. */
function expectSame(actual: Histogram, expected: Histogram): void {
  const [a, b] = [actual.sum ?? Number.NaN, expected.sum ?? Number.NaN];
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-12 * b);
  expect({ ...actual, sum: 0 }).toEqual({ ...expected, sum: 0 });
}

const split = fc
  .array(anyValues, { maxLength: 5 })
  .chain((parts) =>
    fc.record({ parts: fc.constant(parts), order: fc.shuffledSubarray(parts, { minLength: parts.length }) }),
  );

test("histograms added in any order and split hold what one of all values holds, encoded or not", () => {
  fc.assert(
    fc.property(
      split,
      fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
      ({ parts, order }, asBytes) => {
        const sum = new HistogramSum();
        for (const [at, part] of order.entries()) {
          if (asBytes[at]) sum.addEncoded(encodeHistogram(histogramOf(part)));
          else sum.add(histogramOf(part));
        }
        expect(sum.count).toBe(parts.flat().length);
        expectSame(sum.toHistogram(), histogramOf(parts.flat()));
      },
    ),
  );
});

test("counts and extremes are those of the values", () => {
  fc.assert(
    fc.property(anyValues, (values) => {
      const { count, min, max, zeroCount, offset, counts } = histogramOf(values);
      expect(count).toBe(values.length);
      expect(min).toBe(values.length === 0 ? null : Math.min(...values));
      expect(max).toBe(values.length === 0 ? null : Math.max(...values));
      expect(zeroCount).toBe(values.filter((value) => value === 0).length);
      const expected = new Map<number, number>();
      for (const value of values.filter((each) => each > 0)) {
        const index = bucketIndex(value) ?? Number.NaN;
        expected.set(index, (expected.get(index) ?? 0) + 1);
      }
      const held = counts.map((n, at) => [offset + at, n] as const).filter(([, n]) => n > 0);
      expect(new Map(held)).toEqual(expected);
      if (counts.length > 0) expect([counts[0], counts.at(-1)]).not.toContain(0);
    }),
  );
});

test("values counted elsewhere, by bucket or all together, are as if recorded", () => {
  fc.assert(
    fc.property(anyValues, (values) => {
      const recorded = histogramOf(values);
      const buckets = values
        .map((value) => bucketIndex(value))
        .filter((index) => index !== null)
        .map((index) => [index, 1] as const);
      const together = new HistogramSum();
      together.addCounts({ ...recorded, buckets });
      expectSame(together.toHistogram(), recorded);

      const byBucket = new HistogramSum();
      const groups = Map.groupBy(values, (value) => bucketIndex(value));
      for (const [index, group] of groups) {
        const [min, max] = [Math.min(...group), Math.max(...group)];
        const sum = group.reduce((total, value) => total + value, 0);
        byBucket.addBucket(index, { count: group.length, sum, min, max });
      }
      expectSame(byBucket.toHistogram(), recorded);
    }),
  );
});

test("a value recorded n times is as n values", () => {
  const sum = new HistogramSum();
  sum.record(3, 5);
  sum.record(0, 2);
  sum.record(7, 0);
  expect(sum.toHistogram()).toEqual(histogramOf([3, 3, 3, 3, 3, 0, 0]));
});

test("a value below zero counts as zero", () => {
  expect(histogramOf([-5, 2])).toEqual(histogramOf([0, 2]));
});

test("a value that is not finite is rejected and leaves the sum as it was", () => {
  const sum = new HistogramSum();
  sum.record(4);
  expect(() => sum.record(Number.NaN)).toThrow(RangeError);
  expect(() => sum.record(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  expect(() => sum.record(1, -1)).toThrow(RangeError);
  expect(() => sum.record(1, 0.5)).toThrow(RangeError);
  expect(sum.toHistogram()).toEqual(histogramOf([4]));
});

test("counts that do not add up are rejected and leave the sum as it was", () => {
  const sum = new HistogramSum();
  const values = { sum: 10, min: 1, max: 9, zeroCount: 0 };
  expect(() => sum.addCounts({ ...values, count: 3, buckets: [[5, 2]] })).toThrow("2 values instead of 3");
  expect(() => sum.addCounts({ ...values, count: 2, buckets: [[5.5, 2]] })).toThrow("index");
  expect(() => sum.addCounts({ ...values, count: 1, buckets: [[1e6, 1]] })).toThrow("index");
  expect(() => sum.addCounts({ ...values, count: -2, buckets: [[5, -2]] })).toThrow("number of values");
  expect(sum.toHistogram()).toEqual(EMPTY);
});

test("what a part does not tell is not known of the whole", () => {
  const untold = { ...histogramOf([5, 6]), sum: null, min: null, max: null };
  for (const add of [
    (sum: HistogramSum) => sum.add(untold),
    (sum: HistogramSum) => sum.addEncoded(encodeHistogram(untold)),
  ]) {
    const sum = new HistogramSum();
    sum.record(4);
    add(sum);
    sum.record(7);
    const { sum: total, min, max } = sum.toHistogram();
    expect([total, min, max]).toEqual([null, null, null]);
    expect(sum.count).toBe(4);
  }
});

test("nothing added is the empty histogram, and adds nothing", () => {
  const sum = new HistogramSum();
  sum.add(EMPTY);
  sum.addEncoded(encodeHistogram(EMPTY));
  expect(sum.toHistogram()).toEqual(EMPTY);
});

test("what is left of a histogram without a part is one of the other values, except for the extremes", () => {
  fc.assert(
    fc.property(anyValues, anyValues, (kept, part) => {
      const sum = new HistogramSum();
      sum.add(histogramOf([...kept, ...part]));
      sum.subtract(histogramOf(part));
      const [left, expected] = [sum.toHistogram(), histogramOf(kept)];
      expect(left).toMatchObject({
        count: kept.length,
        zeroCount: expected.zeroCount,
        offset: expected.offset,
        counts: expected.counts,
        ...(part.length > 0 ? { min: null, max: null } : {}),
      });
      const whole = [...kept, ...part].reduce((total, value) => total + value, 0);
      expect(Math.abs((left.sum ?? Number.NaN) - (expected.sum ?? 0))).toBeLessThanOrEqual(1e-12 * whole);
    }),
  );
});

test("what a histogram does not hold cannot be taken away, and then nothing is", () => {
  const sum = new HistogramSum();
  for (const value of [0, 10, 20]) sum.record(value);
  for (const part of [[0, 0], [30], [10, 10]]) {
    expect(() => sum.subtract(histogramOf(part))).toThrow(RangeError);
    expect(sum.toHistogram()).toEqual(histogramOf([0, 10, 20]));
  }
});
