import { CHARGE_MOMENTS, type ChargeMoment, chargedAtMs, LATE_CHARGE_MOMENTS } from "./charge-moment.ts";
import { add, firstNotBefore } from "./charge-sums.ts";
import type { Rate } from "./fit-rate.ts";
import type { LedgerCall } from "./ledger-call.ts";
import { significance } from "./statistics.ts";
import { totalMovement, type UsageTrack } from "./usage-track.ts";
import { weigh } from "./weighting.ts";

/** A moment is given up when it is worse by so many standard errors, */
const REJECTED_BEYOND = 3;
/** and when the best one leaves no more than this share of what it leaves unexplained. */
const CLEARLY_BETTER = 0.25;
/** None is given up when of all movement more than this share is too early and the same too late for the best one. */
const WRONGLY_TIMED = 0.02;
/** A cost that seems to vary more may seem so because of the moments. */
const MOST_TOLERANCE = 0.3;
/** Two misses that make up for one another lie no further apart than this. */
const SIDE_BY_SIDE_MS = 120_000;

/** The moments of charging that agree with the movement from reading to reading; never none. */
export function fitChargeMoments(
  track: UsageTrack,
  calls: readonly LedgerCall[],
  rate: Rate,
): readonly ChargeMoment[] {
  const all = [...CHARGE_MOMENTS, ...LATE_CHARGE_MOMENTS];
  const priced = calls
    .filter(({ outcome }) => outcome === "complete" || outcome === "cancelled")
    .map((call) => ({ call, cost: rate.perUnit * (weigh(call, rate.weighting) ?? 0) }));
  const tolerance = Math.min(rate.tolerance, MOST_TOLERANCE);
  const signed = all.map((moment) => missesOf(track, priced, tolerance, moment));
  const misses = signed.map((values) => values.map(Math.abs));
  // What no moment explains is for other reasons.
  const least = track.times.map((_, index) =>
    misses.reduce((smallest, miss) => Math.min(smallest, miss[index] ?? 0), Number.POSITIVE_INFINITY),
  );
  const candidates = all.map((moment, place) => {
    const regrets = least.map((smallest, index) => (misses[place]?.[index] ?? 0) - smallest);
    return { moment, regrets, regret: regrets.reduce((sum, value) => sum + value, 0) };
  });
  const best = candidates.reduce((first, next) => (next.regret < first.regret ? next : first));
  const isKept = ({ regrets, regret }: (typeof candidates)[number]) =>
    best.regret > CLEARLY_BETTER * regret ||
    significance(regrets.map((value, index) => value - (best.regrets[index] ?? 0))) < REJECTED_BEYOND;
  const bestMisses = signed[candidates.indexOf(best)] ?? [];
  if (madeUpFor(bestMisses, track.times) > WRONGLY_TIMED * totalMovement(track)) return CHARGE_MOMENTS;
  const usual = candidates.slice(0, CHARGE_MOMENTS.length).filter(isKept);
  return (usual.length === 0 ? candidates.filter(isKept) : usual).map(({ moment }) => moment);
}

/**
 * For each step: how far it is above or below what the calls in it cost, beyond rounding and the tolerance of that
 * cost.
 */
function missesOf(
  { times, used, errors, windows, isFull }: UsageTrack,
  priced: readonly { readonly call: LedgerCall; readonly cost: number }[],
  tolerance: number,
  moment: ChargeMoment,
): number[] {
  const costs = new Float64Array(times.length);
  for (const { call, cost } of priced) add(costs, firstNotBefore(times, chargedAtMs(call, moment)), cost);
  return times.map((_, index) => {
    if (index === 0 || windows[index] !== windows[index - 1] || isFull[index] === true) return 0;
    const cost = costs[index] ?? 0;
    const miss = (used[index] ?? 0) - (used[index - 1] ?? 0) - cost;
    const error = (errors[index] ?? 0) + (errors[index - 1] ?? 0);
    return Math.sign(miss) * Math.max(0, Math.abs(miss) - error - tolerance * cost);
  });
}

/** How much of the misses is made up for by the opposite next to it: charges that were counted with the wrong reading. */
function madeUpFor(misses: readonly number[], times: readonly number[]): number {
  let [sum, before, beforeMs] = [0, 0, 0];
  for (const [index, miss] of misses.entries()) {
    if (miss === 0) continue;
    const atMs = times[index] ?? 0;
    const isOpposite = miss * before < 0 && atMs - beforeMs < SIDE_BY_SIDE_MS;
    if (isOpposite) sum += Math.min(Math.abs(miss), Math.abs(before));
    // What has made up for one does not make up for another.
    [before, beforeMs] = [isOpposite ? 0 : miss, atMs];
  }
  return sum;
}
