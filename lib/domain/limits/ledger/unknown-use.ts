import type { Bounds } from "./bucket-ledger.ts";
import type { ChargeSums } from "./charge-sums.ts";
import type { UsageTrack } from "./usage-track.ts";

/** What moved a bucket without a call that we know of: how often, and by how much. */
export interface UnknownUse {
  /** How much each time, in shares of the bucket. */
  readonly sizes: readonly Bounds[];
  /** How long we looked, in ms, while no call of ours was charged. */
  readonly lookedMs: number;
}

/** A pause longer than this says no more of the times at which people work. */
export const LONGEST_PAUSE_MS = 60 * 60_000;

/**
 * How probable it is that others use just `amount` in `durationMs`: as often as they did while we looked, had they come
 * half a time more (nothing seen is not nothing there).
 */
export function coincidence({ sizes, lookedMs }: UnknownUse, durationMs: number, amount: Bounds): number {
  const alike = sizes.filter(({ from, to }) => from <= amount.to && to >= amount.from).length;
  const ofThatSize = (alike + 0.5) / (sizes.length + 1);
  const times = ((sizes.length + 0.5) * durationMs) / Math.max(lookedMs, LONGEST_PAUSE_MS);
  return Math.min(1, times * ofThatSize);
}

/**
 * What moved a track while neither its own nor other calls of the account were under way. A step that moves counts
 * with what rounding leaves open.
 */
export function unknownUse(
  { times, used, errors, windows }: UsageTrack,
  own: ChargeSums,
  others: ChargeSums,
): UnknownUse & { readonly moved: number } {
  const at = (column: ArrayLike<number>, index: number) => column[index] ?? 0;
  const sizes: Bounds[] = [];
  let [lookedMs, moved] = [0, 0];
  for (let index = 1; index < times.length; index++) {
    const isQuiet = (sums: ChargeSums) => at(sums.begun, index) === at(sums.ended, index - 1);
    if (windows[index] !== windows[index - 1] || !isQuiet(own) || !isQuiet(others)) continue;
    lookedMs += Math.min(LONGEST_PAUSE_MS, at(times, index) - at(times, index - 1));
    const told = at(used, index) - at(used, index - 1);
    if (told <= 0) continue;
    const error = at(errors, index) + at(errors, index - 1);
    sizes.push({ from: Math.max(0, told - error), to: told + error });
    moved += told;
  }
  return { sizes, lookedMs, moved };
}
