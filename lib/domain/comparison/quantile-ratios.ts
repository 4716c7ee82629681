import { FEWEST_VALUES } from "../knowable-quantiles.ts";
import type { ByArm, Interval, QuantileRatio, Verdict } from "./comparison.ts";
import { degreesOfFreedom, effectiveSessions } from "./degrees-of-freedom.ts";
import { hasEnoughSessions, type RatioInterval, ratioInterval, varianceOfLogs } from "./ratio-interval.ts";
import type { Replicates } from "./resample-sessions.ts";
import type { WeighedArms } from "./weigh-arms.ts";

/** The quantiles that are compared. */
export const SHARES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99] as const;

/** The ratio of one quantile, with what is needed to go on with it. */
export interface RatioWithLogs {
  readonly shown: QuantileRatio;
  /** The logarithm of the ratio in each replicate. */
  readonly logs: Float64Array;
  /** Degrees of freedom of their standard error; near the median, the sessions that count. */
  readonly degrees: number;
}

/**
 * The ratios of B to A at SHARES; null where an arm has too few round trips, or one of the quantiles is 0.
 * `replicates` is null when there are too few sessions for any.
 */
export function quantileRatios(
  weighed: WeighedArms,
  replicates: Replicates | null,
): readonly (RatioWithLogs | null)[] {
  return SHARES.map((share, at) => quantileRatio(weighed, replicates, share, at));
}

function quantileRatio(
  weighed: WeighedArms,
  replicates: Replicates | null,
  share: number,
  at: number,
): RatioWithLogs | null {
  const [a, b] = weighed.arms;
  const quantiles: ByArm<number> = { a: a.quantiles[at] ?? 0, b: b.quantiles[at] ?? 0 };
  const ratio = quantiles.b / quantiles.a;
  // Of weighted round trips as many count as would tell as much if they weighed the same; 72 may be 71.9999999999.
  const n = Math.min(a.kishN, b.kishN) + 1e-6;
  if (n < fewestFor(share) || !(ratio > 0 && Number.isFinite(ratio))) return null;
  const effectiveN = { a: a.effectiveN[at] ?? 0, b: b.effectiveN[at] ?? 0 };
  const { logs, degrees } = replicateRatios(weighed, replicates, share, at, effectiveN);
  const told =
    replicates === null || !hasEnoughSessions(weighed) ? null : ratioInterval(ratio, logs, degrees);
  return { shown: showRatio(share, quantiles, effectiveN, told), logs, degrees };
}

function showRatio(
  share: number,
  quantiles: ByArm<number>,
  effectiveN: ByArm<number>,
  told: RatioInterval | null,
): QuantileRatio {
  return {
    share,
    quantiles,
    ratio: quantiles.b / quantiles.a,
    interval: told?.interval ?? null,
    effectiveN,
    smallestDetectableRatio: told?.smallestDetectableRatio ?? null,
    verdict: verdictOf(told?.interval ?? null),
  };
}

/** On which side of 1 an interval lies. */
export function verdictOf(interval: Interval | null): Verdict {
  if (interval === null) return "notDecisive";
  return interval.to < 1 ? "lower" : interval.from > 1 ? "higher" : "notDecisive";
}

/** From how many values a quantile is shown: FEWEST_VALUES, and by the same rule for the others. */
function fewestFor(share: number): number {
  if (share === 0.5) return FEWEST_VALUES.p50;
  return Math.ceil(Math.log(0.025) / Math.log(Math.max(share, 1 - share)));
}

function replicateRatios(
  weighed: WeighedArms,
  replicates: Replicates | null,
  share: number,
  at: number,
  effectiveN: ByArm<number>,
): Pick<RatioWithLogs, "logs" | "degrees"> {
  if (replicates === null) return { logs: new Float64Array(0), degrees: 0 };
  const length = replicates[0].length / SHARES.length;
  const [inA, inB] = replicates.map((all) => all.slice(at * length, (at + 1) * length).map(Math.log));
  const logs = (inB ?? new Float64Array(0)).map((log, index) => log - (inA?.[index] ?? Number.NaN));
  const variances = { a: varianceOfLogs(inA ?? logs), b: varianceOfLogs(inB ?? logs) };
  const sessions = effectiveSessions(weighed, at, { ...variances, ratio: varianceOfLogs(logs) });
  return { logs, degrees: degreesOfFreedom(sessions, share, effectiveN, variances) };
}
