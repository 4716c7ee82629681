import type { Heatmap } from "#lib/analytics/heatmap.ts";
import type { StepBounds } from "#lib/domain/histogram/log-steps.ts";
import { prepareClockTicks } from "./prepare-clock-ticks.ts";

/** A label on an axis that counts columns or rows from 0; a fraction lies within one. */
export interface PlaceTick {
  readonly place: number;
  readonly text: string;
}

/** A heatmap as it is drawn: columns are intervals from left to right, rows are steps of values from below. */
export interface HeatmapCells {
  readonly columns: number;
  readonly rows: number;
  /** Column, row, count and shade (1 for the fewest to SHADES) of each cell that is not empty, one after the other. */
  readonly cells: readonly number[];
  readonly xTicks: readonly PlaceTick[];
  readonly yTicks: readonly PlaceTick[];
  /** Unix ms at which the first column begins. */
  readonly firstMs: number;
  readonly intervalMs: number;
  /** Lower and upper bound of each row, in the metric's unit. */
  readonly steps: readonly StepBounds[];
  readonly n: number;
}

/** How many shades of count there are. */
export const SHADES = 7;

const MOST_VALUE_TICKS = 8;

/** Prepares the cells and axes of a heatmap; `formatValue` says a round value of the metric. */
export function prepareHeatmap(
  { intervals, intervalMs, steps, counts, n }: Heatmap,
  formatValue: (value: number) => string,
  timeZone?: string,
): HeatmapCells {
  const [firstMs = 0] = intervals;
  const most = counts.flat().reduce((greatest, count) => Math.max(greatest, count), 1);
  const cells = counts.flatMap((column, x) =>
    column.flatMap((count, y) => (count === 0 ? [] : [x, y, count, shadeOf(count, most)])),
  );
  const places = (ms: number) => (ms - firstMs) / intervalMs;
  return {
    columns: intervals.length,
    rows: steps.length,
    cells,
    xTicks: prepareClockTicks(intervals, timeZone).map(({ atMs, text }) => ({ place: places(atMs), text })),
    yTicks: roundValues(steps).map((value) => ({ place: placeOf(value, steps), text: formatValue(value) })),
    firstMs,
    intervalMs,
    steps,
    n,
  };
}

/** On a logarithmic scale, since a crowd would else hide what is rare: one round trip is always seen. */
function shadeOf(count: number, most: number): number {
  if (most === 1) return SHADES;
  return 1 + Math.round(((SHADES - 1) * Math.log(count)) / Math.log(most));
}

/** 1, 2 and 5 times powers of ten within the steps; fewer of them where they are too many. */
function roundValues(steps: readonly StepBounds[]): readonly number[] {
  const lowest = steps.find(({ from }) => from > 0)?.from ?? 0;
  const highest = steps.at(-1)?.to ?? 0;
  if (lowest <= 0 || highest <= lowest) return [];
  const decades = Array.from(
    { length: Math.ceil(Math.log10(highest)) - Math.floor(Math.log10(lowest)) + 1 },
    (_, index) => Math.floor(Math.log10(lowest)) + index,
  );
  for (const mantissas of [[1, 2, 5], [1, 3], [1]]) {
    const values = decades
      .flatMap((power) => mantissas.map((mantissa) => Number(`${mantissa}e${power}`)))
      .filter((value) => value >= lowest && value <= highest);
    if (values.length <= MOST_VALUE_TICKS) return values;
  }
  return [];
}

/** Where a value lies among the rows: steps are of equal width on a logarithmic scale. */
function placeOf(value: number, steps: readonly StepBounds[]): number {
  const row = steps.findIndex(({ from, to }) => from > 0 && value <= to);
  const step = steps[row];
  if (step === undefined) return steps.length;
  return row + Math.log(value / step.from) / Math.log(step.to / step.from);
}
