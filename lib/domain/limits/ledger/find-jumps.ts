import type { Bounds } from "./bucket-ledger.ts";
import type { ChargeSums } from "./charge-sums.ts";
import { isLasting } from "./is-lasting.ts";
import type { UsageTrack } from "./usage-track.ts";

/** Two readings between which a bucket moved more, or less, than rounding and all calls between them explain. */
export interface Jump {
  /** Indexes of the readings. */
  readonly from: number;
  readonly to: number;
  readonly kind: "excess" | "deficit";
  /** By how much, in shares of the bucket. */
  readonly amount: Bounds;
  /** How much of that may be rounding alone. */
  readonly rounding: number;
}

type Found = Omit<Jump, "rounding">;

/** Against the last digits of sums. */
const NOTHING = 1e-9;

/**
 * The jumps of a track, in order and without overlap, each between the two closest readings that show it. One pass:
 * for a reading to exceed what any earlier one allows it is enough to compare it with the least of them.
 */
export function findJumps(track: UsageTrack, sums: ChargeSums): Jump[] {
  const roundingOf = ({ from, to }: Found) => (track.errors[from] ?? 0) + (track.errors[to] ?? 0);
  return [...findExcesses(track, sums), ...findDeficits(track, sums)]
    .map((jump) => ({ ...jump, rounding: roundingOf(jump) }))
    .filter((jump) => isLasting(track, sums, jump))
    .toSorted((a, b) => a.from - b.from || a.to - b.to);
}

/** What two readings tell of what moved between them beside the calls. */
export function unexplainedBetween(
  { used, errors }: UsageTrack,
  sums: ChargeSums,
  from: number,
  to: number,
): Bounds {
  const at = (column: ArrayLike<number>, index: number) => column[index] ?? 0;
  const told = at(used, to) - at(used, from);
  const error = at(errors, to) + at(errors, from);
  const isOpen = at(sums.openBegun, to) > at(sums.openEnded, from);
  const most = isOpen ? Number.POSITIVE_INFINITY : at(sums.mostBegun, to) - at(sums.mostEnded, from);
  const least = Math.max(0, at(sums.leastEnded, to) - at(sums.leastBegun, from));
  return { from: told - error - most, to: told + error - least };
}

function findExcesses(track: UsageTrack, sums: ChargeSums): Found[] {
  const { windows, used, errors } = track;
  const at = (column: ArrayLike<number>, index: number) => column[index] ?? 0;
  const low = (index: number) => at(used, index) + at(errors, index) - at(sums.mostEnded, index);
  const jumps: Found[] = [];
  let [start, least] = [0, low(0)];
  const restart = (index: number) => {
    [start, least] = [index, low(index)];
  };
  for (let index = 1; index < windows.length; index++) {
    const isOpen = at(sums.openBegun, index) > at(sums.openEnded, start);
    if (windows[index] !== windows[index - 1] || isOpen) {
      restart(index);
      continue;
    }
    if (at(used, index) - at(errors, index) - at(sums.mostBegun, index) - least > NOTHING) {
      const isShown = (from: number) => unexplainedBetween(track, sums, from, index).from > NOTHING;
      let from = index - 1;
      while (from > start && !isShown(from)) from -= 1;
      jumps.push({ from, to: index, kind: "excess", amount: unexplainedBetween(track, sums, from, index) });
      restart(index);
    } else least = Math.min(least, low(index));
  }
  return jumps;
}

function findDeficits(track: UsageTrack, sums: ChargeSums): Found[] {
  const { windows, used, errors, isFull } = track;
  const at = (column: ArrayLike<number>, index: number) => column[index] ?? 0;
  const high = (index: number) => at(used, index) - at(errors, index) - at(sums.leastBegun, index);
  const jumps: Found[] = [];
  let [start, most] = [0, high(0)];
  const restart = (index: number) => {
    [start, most] = [index, high(index)];
  };
  for (let index = 1; index < windows.length; index++) {
    if (windows[index] !== windows[index - 1]) {
      restart(index);
      continue;
    }
    // What seems to be missing may have gone beyond.
    if (isFull[index] === true) continue;
    if (at(used, index) + at(errors, index) - at(sums.leastEnded, index) - most < -NOTHING) {
      const isShown = (from: number, to: number) => unexplainedBetween(track, sums, from, to).to < -NOTHING;
      let from = index - 1;
      while (from > start && !isShown(from, index)) from -= 1;
      const { from: least, to: greatest } = unexplainedBetween(track, sums, from, index);
      jumps.push({ from, to: index, kind: "deficit", amount: { from: Math.max(0, -greatest), to: -least } });
      restart(index);
    } else most = Math.max(most, high(index));
  }
  return jumps;
}
