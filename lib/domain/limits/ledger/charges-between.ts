import type { Charge } from "./charge.ts";
import { firstNotBefore } from "./charge-sums.ts";

/** Looks up the charges that may lie after one instant and no later than another (Unix ms), in order of their start. */
export function chargesBetween(
  charges: readonly Charge[],
): (fromMs: number, toMs: number) => readonly Charge[] {
  const sorted = charges.toSorted((a, b) => a.fromMs - b.fromMs);
  const starts = sorted.map(({ fromMs }) => fromMs);
  const longest = sorted.reduce((most, charge) => Math.max(most, charge.toMs - charge.fromMs), 0);
  return (fromMs, toMs) => {
    const found: Charge[] = [];
    for (let index = firstNotBefore(starts, fromMs - longest); index < sorted.length; index++) {
      const charge = sorted[index];
      if (charge === undefined || charge.fromMs > toMs) break;
      if (charge.toMs > fromMs) found.push(charge);
    }
    return found;
  };
}
