import type { LedgerResolution } from "./bucket-ledger.ts";
import type { Charge } from "./charge.ts";
import type { ChargeSums } from "./charge-sums.ts";
import { COINCIDENCES } from "./judge-jump.ts";
import { quantile } from "./statistics.ts";
import { coincidence, type UnknownUse } from "./unknown-use.ts";
import type { UsageTrack } from "./usage-track.ts";

/** Of all steps with calls this share is at least as sharp as what the resolution promises. */
const PROMISED = 0.98;
const FINER = 1.2;

/**
 * The smallest call that is found, when it is not charged or charged twice, wherever rounding happens to fall: twice
 * the rounding, and what is open in the cost of the calls around it.
 */
export function ledgerResolution(
  track: UsageTrack,
  sums: ChargeSums,
  charges: readonly Charge[],
  unknown: UnknownUse,
): LedgerResolution {
  const { times, errors, windows } = track;
  const at = (column: ArrayLike<number>, index: number) => column[index] ?? 0;
  const [widths, durations]: [number[], number[]] = [[], []];
  for (let index = 1; index < times.length; index++) {
    const before = index - 1;
    const hasCalls = at(sums.begun, index) > at(sums.ended, before);
    if (windows[index] !== windows[before] || !hasCalls) continue;
    const most = at(sums.mostBegun, index) - at(sums.mostEnded, before);
    const least = Math.max(0, at(sums.leastEnded, index) - at(sums.leastBegun, before));
    widths.push(2 * (at(errors, index) + at(errors, before)) + most - least);
    durations.push(at(times, index) - at(times, before));
  }
  const notCharged = quantile(widths, PROMISED);
  const durationMs = quantile(durations, PROMISED) ?? 0;
  if (notCharged === null) return { notCharged: null, chargedTwice: null };
  for (let size = notCharged; size <= 1; size *= FINER) {
    const amount = { from: size - notCharged / 2, to: size + notCharged / 2 };
    const occasions = charges.filter(({ most }) => most >= amount.from).length;
    if (coincidence(unknown, durationMs, amount) * Math.max(1, occasions) < COINCIDENCES) {
      return { notCharged, chargedTwice: size };
    }
  }
  return { notCharged, chargedTwice: null };
}
