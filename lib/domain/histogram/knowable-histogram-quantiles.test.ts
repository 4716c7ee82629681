import { expect, test } from "vitest";
import { histogramOf } from "#tests/support/any-values.ts";
import { EMPTY } from "./histogram.ts";
import { knowableHistogramQuantiles } from "./knowable-histogram-quantiles.ts";

const upTo = (n: number) =>
  knowableHistogramQuantiles(histogramOf(Array.from({ length: n }, (_, at) => at + 1)));

test("quantiles are told that so many values can support", () => {
  expect(upTo(71)).toMatchObject({ p95: null, p99: null, n: 71 });
  expect(upTo(72)).toMatchObject({ p95: expect.any(Number), p99: null, n: 72 });
  const { p50, p95, p99, n } = upTo(1000);
  expect(n).toBe(1000);
  for (const [told, exact] of [
    [p50, 500.5],
    [p95, 950.05],
    [p99, 990.01],
  ] as const)
    expect(Math.abs((told ?? Number.NaN) - exact)).toBeLessThanOrEqual(0.011 * exact);
});

test("no values have none", () => {
  expect(knowableHistogramQuantiles(EMPTY)).toEqual({ p50: null, p95: null, p99: null, n: 0 });
});
