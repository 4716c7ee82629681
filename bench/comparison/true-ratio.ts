import { type Design, effectIn, expectedWork, RESIDUAL } from "./simulate-trips.ts";

/** The true logarithm of the ratio of a quantile of B to that of A, of all their round trips and of the same kinds of work. */
export function trueLogRatio(
  design: Design,
  share: number,
): { readonly raw: number; readonly matched: number } {
  const all = expectedWork(design);
  const of = (arm: 0 | 1, weigh: (a: number, b: number) => number): number =>
    mixedQuantile(
      all.map(({ work, trips }) => ({
        mean: work.logMedian + (arm === 1 ? effectIn(design, work) : 0),
        weight: weigh(...trips),
      })),
      share,
    );
  const overlap = (a: number, b: number) => (a * b) / (a + b);
  return {
    raw: of(1, (_, b) => b) - of(0, (a) => a),
    matched: of(1, overlap) - of(0, overlap),
  };
}

/** The quantile of normal distributions of spread RESIDUAL, mixed. */
function mixedQuantile(
  parts: readonly { readonly mean: number; readonly weight: number }[],
  share: number,
): number {
  const mass = parts.reduce((sum, { weight }) => sum + weight, 0);
  let [low, high] = [0, 20];
  while (high - low > 1e-7) {
    const middle = (low + high) / 2;
    const below = parts.reduce(
      (sum, { mean, weight }) => sum + weight * normalBelow((middle - mean) / RESIDUAL),
      0,
    );
    if (below < share * mass) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The share of the normal distribution below z (Abramowitz & Stegun 7.1.26, to 1e-7). */
function normalBelow(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const above = (polynomial * Math.exp(-x * x)) / 2;
  return z < 0 ? above : 1 - above;
}
