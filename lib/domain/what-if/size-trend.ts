/** By which factor a wait changes from one size of input to another. */
export type SizeTrend = (fromSize: number, toSize: number) => number;

/** Weights follow from the line, and the line from the weights: after so many rounds neither moves any more. */
const ROUNDS = 5;

/** Farther than by this factor of size no wait is carried. */
const FARTHEST = 2;

/**
 * How waits (ms) grow with sizes: a line that neither falls nor starts below 0, by least squares of what each wait is off
 * as a share of the line, for waits spread as a share of what is usual. With it, waits of donors that are not quite of the
 * wished size are carried to it (bias-corrected matching: Abadie & Imbens 2011), no farther than by a factor of 2.
 */
export function sizeTrend(sizes: readonly number[], waitsMs: readonly number[]): SizeTrend {
  let [start, slope] = [1, 0];
  for (let round = 0; round < ROUNDS; round++) {
    let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0];
    for (const [index, x] of sizes.entries()) {
      const [y, weight] = [waitsMs[index] ?? 0, 1 / (start + slope * x) ** 2];
      w += weight;
      wx += weight * x;
      wy += weight * y;
      wxx += weight * x * x;
      wxy += weight * x * y;
    }
    const spread = w * wxx - wx * wx;
    const steepest = wxy / wxx;
    const steep = spread > 1e-9 * w * wxx ? Math.max(0, (w * wxy - wx * wy) / spread) : 0;
    [start, slope] = (wy - steep * wx) / w >= 0 ? [(wy - steep * wx) / w, steep] : [0, steepest];
    // No waits at all, or no sizes.
    if (!(start + slope > 0)) return () => 1;
  }
  return (fromSize, toSize) => {
    const near = Math.min(Math.max(toSize, fromSize / FARTHEST), fromSize * FARTHEST);
    return (start + slope * near) / (start + slope * fromSize);
  };
}
