import { expect, test } from "vitest";
import { knowableQuantiles } from "./knowable-quantiles.ts";

test.each([
  [0, { p50: null, p95: null, p99: null, n: 0 }],
  [1, { p50: 1, p95: null, p99: null, n: 1 }],
  [71, { p50: 1, p95: null, p99: null, n: 71 }],
  [72, { p50: 1, p95: 2, p99: null, n: 72 }],
  [367, { p50: 1, p95: 2, p99: null, n: 367 }],
  [368, { p50: 1, p95: 2, p99: 3, n: 368 }],
])("of %d values only the quantiles that they can support are kept", (n, kept) => {
  expect(knowableQuantiles([1, 2, 3], n)).toEqual(kept);
});

test("no values, no quantiles", () => {
  expect(knowableQuantiles(null, 0)).toEqual({ p50: null, p95: null, p99: null, n: 0 });
});
