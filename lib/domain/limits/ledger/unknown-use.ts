import type { Bounds } from "./bucket-ledger.ts";
import type { ChargeSums } from "./charge-sums.ts";
import { unexplainedBetween } from "./find-jumps.ts";
import type { UsageTrack } from "./usage-track.ts";

/** What moved a bucket without a call that we know of: how often, and by how much. */
export interface UnknownUse {
  /** How much each time, in shares of the bucket. */
  readonly sizes: readonly Bounds[];
  readonly looks: readonly Look[];
}

/** A time in which others would have been seen. */
export interface Look {
  readonly durationMs: number;
  /** Less than this, in shares of the bucket, they may have used unseen: beside calls of ours. */
  readonly hides: number;
}

/** A pause longer than this says no more of the times at which people work. */
export const LONGEST_PAUSE_MS = 60 * 60_000;

/**
 * How probable it is that others use just `amount` in `durationMs`: as often as they did while we looked, had they come
 * half a time more (nothing seen is not nothing there).
 */
export function coincidence({ sizes, looks }: UnknownUse, durationMs: number, amount: Bounds): number {
  const lookedMs = looks.reduce((sum, look) => (look.hides < amount.from ? sum + look.durationMs : sum), 0);
  const alike = sizes.filter(({ from, to }) => from <= amount.to && to >= amount.from).length;
  const ofThatSize = (alike + 0.5) / (sizes.length + 1);
  const times = ((sizes.length + 0.5) * durationMs) / Math.max(lookedMs, LONGEST_PAUSE_MS);
  return Math.min(1, times * ofThatSize);
}

/**
 * What moved a track while neither its own nor other calls of the account were under way. A step that moves counts
 * with what rounding leaves open. Beside calls others would have been seen as well, as far as they used more than what
 * is open of those calls: readings come with calls, and there may be few without.
 */
export function unknownUse(
  track: UsageTrack,
  own: ChargeSums,
  others: ChargeSums,
): UnknownUse & { readonly moved: number } {
  const { times, used, errors, windows, isFull } = track;
  const at = (column: ArrayLike<number>, index: number) => column[index] ?? 0;
  const sizes: Bounds[] = [];
  const looks: Look[] = [];
  let moved = 0;
  for (let index = 1; index < times.length; index++) {
    const isQuiet = (sums: ChargeSums) => at(sums.begun, index) === at(sums.ended, index - 1);
    if (windows[index] !== windows[index - 1]) continue;
    const durationMs = Math.min(LONGEST_PAUSE_MS, at(times, index) - at(times, index - 1));
    if (!isQuiet(own) || !isQuiet(others)) {
      if (isFull[index] === true) continue;
      looks.push({ durationMs, hides: Math.max(0, unexplainedBetween(track, own, index - 1, index).to) });
      continue;
    }
    looks.push({ durationMs, hides: 0 });
    const told = at(used, index) - at(used, index - 1);
    if (told <= 0) continue;
    const error = at(errors, index) + at(errors, index - 1);
    sizes.push({ from: Math.max(0, told - error), to: told + error });
    moved += told;
  }
  return { sizes, looks, moved };
}
