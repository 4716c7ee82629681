import { bucketBounds, type Histogram } from "./histogram.ts";

/** Bounds of a step; its values are greater than `from` and at most `to`, both 0 for the values that are 0. */
export interface StepBounds {
  readonly from: number;
  readonly to: number;
}

/** Steps of equal width on a logarithmic scale, each of whole buckets, so that counts stay exact. */
export interface LogSteps {
  /** Ascending, without gaps; the first is that of 0 where there are such values. */
  readonly bounds: readonly StepBounds[];
  /** How many values of a histogram lie in each; those outside of all are left out. */
  readonly count: (histogram: Histogram) => readonly number[];
}

/** At most `most` steps (3 or more), as narrow as can be, that hold all values of these histograms. */
export function fitLogSteps(histograms: readonly Histogram[], most: number): LogSteps {
  const filled = histograms.filter(({ counts }) => counts.length > 0);
  const hasZeros = histograms.some(({ zeroCount }) => zeroCount > 0);
  if (filled.length === 0) return stepsOf(hasZeros, 0, 0, 1);
  const first = filled.reduce((least, { offset }) => Math.min(least, offset), Number.POSITIVE_INFINITY);
  const last = filled.reduce(
    (greatest, { offset, counts }) => Math.max(greatest, offset + counts.length - 1),
    Number.NEGATIVE_INFINITY,
  );
  const room = hasZeros ? most - 1 : most;
  const place = (index: number, width: number) => Math.floor(index / width);
  let width = Math.max(1, Math.floor((last - first + 1) / room));
  while (place(last, width) - place(first, width) + 1 > room) width += 1;
  return stepsOf(hasZeros, place(first, width), place(last, width) + 1, width);
}

/** Steps of `width` buckets each, from the one at place `start` to before `end`. */
function stepsOf(hasZeros: boolean, start: number, end: number, width: number): LogSteps {
  const zeros = hasZeros ? 1 : 0;
  const bounds = Array.from({ length: end - start }, (_, step) => ({
    from: bucketBounds((start + step) * width).from,
    to: bucketBounds((start + step + 1) * width - 1).to,
  }));
  return {
    bounds: hasZeros ? [{ from: 0, to: 0 }, ...bounds] : bounds,
    count({ zeroCount, offset, counts }) {
      const sums = new Array<number>(zeros + end - start).fill(0);
      if (hasZeros) sums[0] = zeroCount;
      for (const [at, n] of counts.entries()) {
        const step = zeros + Math.floor((offset + at) / width) - start;
        if (step >= zeros && step < sums.length) sums[step] = (sums[step] ?? 0) + n;
      }
      return sums;
    },
  };
}
