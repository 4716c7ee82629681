import fc from "fast-check";
import { expect, test } from "vitest";
import { anyValues, histogramOf, someValues } from "#tests/support/any-values.ts";
import { decodeHistogram } from "./decode-histogram.ts";
import { encodeHistogram } from "./encode-histogram.ts";
import { HistogramSum } from "./histogram-sum.ts";

test("bytes give back the histogram they were made of, to the last digit", () => {
  fc.assert(
    fc.property(
      anyValues,
      fc.nat(3),
      fc.constantFrom(1, 31, 32, 4095, 4096, 2 ** 40),
      (values, what, times) => {
        const full = new HistogramSum();
        full.add(histogramOf(values));
        for (const value of values.slice(0, 2)) full.record(value, times);
        const known = full.toHistogram();
        const histogram = {
          ...known,
          ...(what % 2 === 1 && known.count > 0 && { sum: null }),
          ...(what > 1 && { min: null, max: null }),
        };
        expect(decodeHistogram(encodeHistogram(histogram))).toEqual(histogram);
      },
    ),
  );
});

test("one value takes 15 bytes or less, and a bucket of a few dozen values one", () => {
  expect(encodeHistogram(histogramOf([123.456])).length).toBeLessThanOrEqual(15);
  const run = Array.from({ length: 100 }, (_, step) => Array<number>(31).fill(2 ** (step / 32)));
  expect(encodeHistogram(histogramOf(run.flat())).length).toBeLessThanOrEqual(130);
});

test("bytes that end too early are refused", () => {
  fc.assert(
    fc.property(someValues, fc.nat(), (values, cut) => {
      const bytes = encodeHistogram(histogramOf(values));
      const short = bytes.subarray(0, cut % bytes.length);
      expect(() => decodeHistogram(short)).toThrow("Not a whole histogram");
    }),
  );
});

test("bytes of another version, with bytes to spare or with counts that do not add up are refused", () => {
  const bytes = encodeHistogram(histogramOf([1, 2, 300, 5000]));
  const changed = (at: number, byte: number) => bytes.with(at, byte);
  expect(() => decodeHistogram(changed(0, 2))).toThrow("format 2 instead of 1");
  expect(() => decodeHistogram(changed(1, 255))).toThrow("unknown flags 255");
  expect(() => decodeHistogram(changed(2, 5))).toThrow("do not hold what it says");
  expect(() => decodeHistogram(Uint8Array.from([...bytes, 0]))).toThrow("do not hold what it says");
  expect(() => decodeHistogram(Uint8Array.from([...bytes, 4]))).toThrow("do not hold what it says");
});

test("damaged bytes are either refused, and then change nothing, or are a sound histogram", () => {
  const base = histogramOf([1, 20, 20, 300]);
  const change = fc.record({ at: fc.nat(), byte: fc.nat(255) });
  fc.assert(
    fc.property(anyValues, fc.array(change, { minLength: 1, maxLength: 4 }), (values, changes) => {
      const bytes = encodeHistogram(histogramOf(values));
      for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
      const sum = new HistogramSum();
      sum.add(base);
      let isRefused = false;
      try {
        sum.addEncoded(bytes);
      } catch (error) {
        expect(error).toMatchObject({ name: "DamagedHistogramError" });
        isRefused = true;
      }
      const { count, zeroCount, counts } = sum.toHistogram();
      if (isRefused) expect(sum.toHistogram()).toEqual(base);
      else expect(counts.reduce((total, n) => total + n, zeroCount)).toBe(count);
    }),
    { numRuns: 500 },
  );
});
