import type { Charge } from "./charge.ts";

/**
 * Running sums of charges at each of some instants. A charge has begun when the earliest moment that it may have been
 * charged at has come, and ended when the latest has. Between two instants i < j were charged at most
 * `mostBegun[j] - mostEnded[i]` and at least `leastEnded[j] - leastBegun[i]`.
 */
export interface ChargeSums {
  readonly mostBegun: Float64Array;
  readonly mostEnded: Float64Array;
  readonly leastBegun: Float64Array;
  readonly leastEnded: Float64Array;
  /** Numbers of charges. */
  readonly begun: Float64Array;
  readonly ended: Float64Array;
  /** Numbers of those without a known size. */
  readonly openBegun: Float64Array;
  readonly openEnded: Float64Array;
}

/** For instants in ascending order, in Unix ms. */
export function chargeSums(instants: readonly number[], charges: readonly Charge[]): ChargeSums {
  const column = () => new Float64Array(instants.length);
  const [mostBegun, mostEnded, leastBegun, leastEnded] = [column(), column(), column(), column()];
  const [begun, ended, openBegun, openEnded] = [column(), column(), column(), column()];
  for (const { fromMs, toMs, least, most, isOpen } of charges) {
    const [from, to] = [firstNotBefore(instants, fromMs), firstNotBefore(instants, toMs)];
    add(mostBegun, from, most);
    add(mostEnded, to, most);
    add(leastBegun, from, least);
    add(leastEnded, to, least);
    add(begun, from, 1);
    add(ended, to, 1);
    if (!isOpen) continue;
    add(openBegun, from, 1);
    add(openEnded, to, 1);
  }
  const sums = { mostBegun, mostEnded, leastBegun, leastEnded, begun, ended, openBegun, openEnded };
  for (const values of Object.values(sums)) accumulate(values);
  return sums;
}

/** The index of the first instant that is not before another, by halving; the number of instants when all are. */
export function firstNotBefore(instants: readonly number[], instantMs: number): number {
  let [low, high] = [0, instants.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instants[middle] ?? 0) >= instantMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Adds to one place; nothing beyond the end. */
export function add(values: Float64Array, index: number, amount: number): void {
  if (index < values.length) values[index] = (values[index] ?? 0) + amount;
}

/** Turns what was added at each place into running sums. */
export function accumulate(values: Float64Array): void {
  let sum = 0;
  for (let index = 0; index < values.length; index++) {
    sum += values[index] ?? 0;
    values[index] = sum;
  }
}
