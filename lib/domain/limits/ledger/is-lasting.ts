import type { ChargeSums } from "./charge-sums.ts";
import type { Jump } from "./find-jumps.ts";
import type { UsageTrack } from "./usage-track.ts";

/** A charge that comes this much late or early is in order. */
const SETTLED_MS = 60_000;
/** Of a jump so much must remain when more is looked at. */
const REMAINING = 0.5;

/**
 * Whether a jump is still there when the readings of a minute before and after are looked at as well. One charge that
 * was counted with the wrong reading makes a jump and, beside it, the opposite one.
 */
export function isLasting(track: UsageTrack, sums: ChargeSums, { from, to, kind, amount }: Jump): boolean {
  const earlier = reach(track, from, -1);
  const later = reach(track, to, 1);
  const sign = kind === "excess" ? 1 : -1;
  const least = REMAINING * (Math.max(0, amount.from) + amount.to) * 0.5;
  return [
    [earlier, to],
    [from, later],
    [earlier, later],
  ].every(([first = from, last = to]) => sign * middleBetween(track, sums, first, last) >= least);
}

/** The furthest reading of the same window within the time that charges take to settle, as far as it tells how much. */
function reach({ times, windows, isFull }: UsageTrack, index: number, step: 1 | -1): number {
  const start = times[index] ?? 0;
  let reached = index;
  for (let next = index + step; windows[next] === windows[index]; next += step) {
    if (isFull[next] === true || Math.abs((times[next] ?? 0) - start) > SETTLED_MS) break;
    reached = next;
  }
  return reached;
}

/** What moved between two readings beside the calls, in the middle of all bounds. */
function middleBetween({ used }: UsageTrack, sums: ChargeSums, from: number, to: number): number {
  const at = (column: ArrayLike<number>, index: number) => column[index] ?? 0;
  const sumAt = (index: number) =>
    (at(sums.mostBegun, index) +
      at(sums.mostEnded, index) +
      at(sums.leastBegun, index) +
      at(sums.leastEnded, index)) /
    4;
  return at(used, to) - at(used, from) - (sumAt(to) - sumAt(from));
}
