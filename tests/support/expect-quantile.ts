import { expect } from "vitest";

/** Expects a quantile told from a histogram to lie where the values' own does, give or take 1.1 %. */
export function expectQuantile(told: number | null, values: readonly number[], share: number): void {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(rank)] ?? Number.NaN, sorted[Math.ceil(rank)] ?? Number.NaN];
  // Answers carry two decimals.
  expect(told).toBeGreaterThanOrEqual(low / 1.011 - 0.01);
  expect(told).toBeLessThanOrEqual(high * 1.011 + 0.01);
}
