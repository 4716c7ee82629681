import type { QuantileRatio } from "#lib/domain/histogram/quantile-ratio.ts";

/** A smaller change is true, but nothing that anybody feels. */
const LEAST_CHANGE = 0.05;

/** Whether a quantile changed beyond chance, and so much that somebody may feel it. */
export function isDecisive(ratio: QuantileRatio | null): boolean {
  if (ratio === null || Math.abs(ratio.ratio - 1) < LEAST_CHANGE) return false;
  return ratio.from > 1 || (ratio.to !== null && ratio.to < 1);
}
