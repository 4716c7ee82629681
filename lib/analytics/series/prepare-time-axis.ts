/** A labelled place on an axis that begins at 0. */
export interface AxisTick {
  readonly ms: number;
  /** Place on the axis, in % of its length. */
  readonly percent: number;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

const STEPS_MS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 20, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 20, 30, 60, 120].map((minutes) => minutes * MINUTE_MS),
];

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
