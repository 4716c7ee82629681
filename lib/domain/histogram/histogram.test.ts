import fc from "fast-check";
import { expect, test } from "vitest";
import { BUCKET_INDEXES, bucketBounds, bucketIndex, bucketValue } from "./histogram.ts";

const positive = fc.double({ min: 2 ** -1022, max: Number.MAX_VALUE, noNaN: true });

test("every positive number lies in the bucket of its index, its upper bound included", () => {
  fc.assert(
    fc.property(positive, (value) => {
      const { from, to } = bucketBounds(bucketIndex(value) ?? Number.NaN);
      expect(from).toBeLessThan(value);
      expect(to).toBeGreaterThanOrEqual(value);
    }),
    { numRuns: 2000 },
  );
});

test("a number with fewer digits lies in its bucket, of which the bounds are rounded", () => {
  fc.assert(
    fc.property(fc.double({ min: Number.MIN_VALUE, max: 2 ** -1022, noNaN: true }), (value) => {
      const { from, to } = bucketBounds(bucketIndex(value) ?? Number.NaN);
      expect(from).toBeLessThanOrEqual(value);
      expect(to).toBeGreaterThanOrEqual(value);
    }),
  );
});

test("a power of two is the last value of its bucket, and the next number is the first of the next", () => {
  for (let power = -1074; power <= 1023; power += 1) {
    expect(bucketIndex(2 ** power)).toBe(32 * power - 1);
    if (power >= -1022) expect(bucketIndex(2 ** power * (1 + Number.EPSILON))).toBe(32 * power);
    if (power >= -1021) expect(bucketIndex(2 ** power * (1 - Number.EPSILON / 2))).toBe(32 * power - 1);
  }
});

test("every bound is the last value of its bucket, and the next number is the first of the next", () => {
  for (let index = -1022 * 32; index < BUCKET_INDEXES.last; index += 1) {
    const { to } = bucketBounds(index);
    if (bucketIndex(to) !== index || bucketIndex(to * (1 + Number.EPSILON)) !== index + 1)
      expect.fail(`bucket ${index} up to ${to}`);
  }
});

test("the smallest and the greatest number are in the first and the last bucket", () => {
  expect(bucketIndex(Number.MIN_VALUE)).toBe(BUCKET_INDEXES.first);
  expect(bucketIndex(Number.MAX_VALUE)).toBe(BUCKET_INDEXES.last);
  expect(bucketBounds(BUCKET_INDEXES.first).from).toBe(0);
  expect(bucketBounds(BUCKET_INDEXES.last).to).toBe(Number.POSITIVE_INFINITY);
});

test("the value of a bucket is within 1.084 % of every value in it", () => {
  const inNormalRange = fc.double({ min: 1e-300, max: Number.MAX_VALUE, noNaN: true });
  fc.assert(
    fc.property(inNormalRange, (value) => {
      const reported = bucketValue(bucketIndex(value) ?? Number.NaN);
      expect(Math.abs(reported - value)).toBeLessThanOrEqual(0.01084 * value);
    }),
  );
});

test("what is 0 or less is in the zero bucket", () => {
  for (const value of [0, -0, -1, -Number.MAX_VALUE]) expect(bucketIndex(value)).toBeNull();
});

test("what is not finite is rejected", () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    expect(() => bucketIndex(value)).toThrow(RangeError);
});
