import { chargeSpan } from "./charge.ts";
import { CHARGE_MOMENTS, type ChargeMoment, LATE_CHARGE_MOMENTS } from "./charge-moment.ts";
import { chargeSums } from "./charge-sums.ts";
import type { Rate } from "./fit-rate.ts";
import type { LedgerCall } from "./ledger-call.ts";
import { significance } from "./statistics.ts";
import type { UsageTrack } from "./usage-track.ts";
import { weigh } from "./weighting.ts";

const REJECTED_BEYOND = 3;

/** The moments of charging that agree with the movement from reading to reading; never none. */
export function fitChargeMoments(
  track: UsageTrack,
  calls: readonly LedgerCall[],
  rate: Rate,
): readonly ChargeMoment[] {
  const candidates = [...CHARGE_MOMENTS, ...LATE_CHARGE_MOMENTS].map((moment) => {
    const misses = missesOf(track, calls, rate, moment);
    return { moment, misses, loss: misses.reduce((sum, miss) => sum + miss, 0) };
  });
  const best = candidates.reduce((least, next) => (next.loss < least.loss ? next : least));
  const worseThan = (misses: readonly number[], others: readonly number[]) =>
    significance(misses.map((miss, index) => miss - (others[index] ?? 0)));
  const usual = candidates.slice(0, CHARGE_MOMENTS.length);
  const isLate = usual.every(({ misses }) => worseThan(misses, best.misses) >= REJECTED_BEYOND);
  return (isLate ? candidates : usual)
    .filter(({ misses }) => worseThan(misses, best.misses) < REJECTED_BEYOND)
    .map(({ moment }) => moment);
}

/** For each step: how far it is from what the calls in it cost. */
function missesOf(
  track: UsageTrack,
  calls: readonly LedgerCall[],
  rate: Rate,
  moment: ChargeMoment,
): number[] {
  const charges = calls
    .filter(({ outcome }) => outcome === "complete" || outcome === "cancelled")
    .map((call) => {
      const cost = rate.perUnit * (weigh(call, rate.weighting) ?? 0);
      return { call, ...chargeSpan(call, [moment]), least: cost, most: cost, isOpen: false };
    });
  const { mostBegun } = chargeSums(track.times, charges);
  return track.times.flatMap((_, index) => {
    if (index === 0 || track.windows[index] !== track.windows[index - 1]) return [];
    const moved = (track.used[index] ?? 0) - (track.used[index - 1] ?? 0);
    const cost = (mostBegun[index] ?? 0) - (mostBegun[index - 1] ?? 0);
    return [Math.abs(moved - cost)];
  });
}
