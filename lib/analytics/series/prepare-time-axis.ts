/** A labelled place on an axis that begins at 0. */
export interface AxisTick {
  readonly ms: number;
  /** Place on the axis, in % of its length. */
  readonly percent: number;
}

const STEPS_MS = [1, 2, 5]
  .flatMap((digit) => [1, 10, 100, 1000].map((power) => digit * power))
  .concat([
    10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000,
  ])
  .toSorted((a, b) => a - b);

const MOST_TICKS = 6;

/** Prepares round ticks, at most seven, for an axis from `fromMs` (0 or less) to `toMs`. */
export function prepareTimeAxis(fromMs: number, toMs: number): readonly AxisTick[] {
  const length = toMs - fromMs;
  if (!(length > 0)) return [];
  const fitting = STEPS_MS.find((step) => length / step <= MOST_TICKS);
  const step = fitting ?? 3_600_000 * Math.ceil(length / 3_600_000 / MOST_TICKS);
  const first = Math.ceil(fromMs / step);
  const count = Math.floor(toMs / step) - first + 1;
  return Array.from({ length: count }, (_, index) => {
    // Adding 0 makes a plain zero of the negative one that rounding up may give.
    const ms = (first + index) * step + 0;
    return { ms, percent: ((ms - fromMs) / length) * 100 };
  });
}
