import fc from "fast-check";
import type { Histogram } from "#lib/domain/histogram/histogram.ts";
import { HistogramSum } from "#lib/domain/histogram/histogram-sum.ts";

const KINDS = [
  // Skewed over some decades, as latencies are.
  fc
    .tuple(fc.double({ min: -3, max: 12, noNaN: true }), fc.double({ min: 0.01, max: 2, noNaN: true }))
    .chain(([middle, spread]) =>
      fc
        .array(fc.double({ min: -3, max: 3, noNaN: true }))
        .map((normals) => normals.map((normal) => Math.exp(middle + spread * normal))),
    ),
  fc.array(fc.double({ min: 1e-30, max: 1e-20, noNaN: true })),
  fc.array(fc.double({ min: 1e20, max: 1e30, noNaN: true })),
  fc.array(fc.integer({ min: -1022, max: 900 }).map((power) => 2 ** power)),
  fc.array(fc.integer({ min: 0, max: 60_000 })),
  fc
    .tuple(fc.double({ min: 1e-9, max: 1e6, noNaN: true }), fc.nat(300))
    .map(([value, n]) => Array(n).fill(value)),
  fc.array(fc.constant(0)),
];

/** For property tests: values of distributions of every kind, in random order. */
export const anyValues: fc.Arbitrary<readonly number[]> = fc
  .array(fc.oneof(...KINDS), { minLength: 0, maxLength: 3 })
  .chain((parts) => fc.shuffledSubarray(parts.flat(), { minLength: parts.flat().length }));

/** For property tests: at least one value. */
export const someValues = anyValues.filter((values) => values.length > 0);

/** All of them in one histogram. */
export function histogramOf(values: readonly number[]): Histogram {
  const sum = new HistogramSum();
  for (const value of values) sum.record(value);
  return sum.toHistogram();
}
