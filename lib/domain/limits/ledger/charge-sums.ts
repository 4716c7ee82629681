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
  const byStart = charges.toSorted((a, b) => a.fromMs - b.fromMs);
  const byEnd = charges.toSorted((a, b) => a.toMs - b.toMs);
  const begun = (amount: (charge: Charge) => number) =>
    sumUpTo(instants, byStart, (charge) => charge.fromMs, amount);
  const ended = (amount: (charge: Charge) => number) =>
    sumUpTo(instants, byEnd, (charge) => charge.toMs, amount);
  const one = () => 1;
  const open = (charge: Charge) => (charge.isOpen ? 1 : 0);
  return {
    mostBegun: begun(({ most }) => most),
    mostEnded: ended(({ most }) => most),
    leastBegun: begun(({ least }) => least),
    leastEnded: ended(({ least }) => least),
    begun: begun(one),
    ended: ended(one),
    openBegun: begun(open),
    openEnded: ended(open),
  };
}

function sumUpTo(
  instants: readonly number[],
  sorted: readonly Charge[],
  atMs: (charge: Charge) => number,
  amount: (charge: Charge) => number,
): Float64Array {
  const sums = new Float64Array(instants.length);
  let [next, sum] = [0, 0];
  for (const [index, instant] of instants.entries()) {
    for (let charge = sorted[next]; charge !== undefined && atMs(charge) <= instant; charge = sorted[next]) {
      sum += amount(charge);
      next += 1;
    }
    sums[index] = sum;
  }
  return sums;
}
