import type { Charge } from "./charge.ts";

/** Looks up the charges that may lie after one instant and no later than another (Unix ms), in order of their start. */
export function chargesBetween(
  charges: readonly Charge[],
): (fromMs: number, toMs: number) => readonly Charge[] {
  const sorted = charges.toSorted((a, b) => a.fromMs - b.fromMs);
  const longest = sorted.reduce((most, charge) => Math.max(most, charge.toMs - charge.fromMs), 0);
  return (fromMs, toMs) => {
    const found: Charge[] = [];
    for (let index = firstAfter(sorted, fromMs - longest); index < sorted.length; index++) {
      const charge = sorted[index];
      if (charge === undefined || charge.fromMs > toMs) break;
      if (charge.toMs > fromMs) found.push(charge);
    }
    return found;
  };
}

/** The first index whose charge may begin after the instant, by halving. */
function firstAfter(sorted: readonly Charge[], instantMs: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.fromMs ?? 0) >= instantMs) high = middle;
    else low = middle + 1;
  }
  return low;
}
