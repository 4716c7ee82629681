import { studentT } from "../statistics/student-t.ts";
import type { Interval } from "./comparison.ts";
import type { WeighedArms } from "./weigh-arms.ts";

/** Below so many sessions in an arm, or degrees of freedom, no interval is honest. */
const FEWEST_SESSIONS = 8;
const FEWEST_DEGREES = 3;

/** Replicates without a value are those in which the arms have nothing in common; more of them, and it hangs on a thread. */
const FEWEST_REPLICATES = 0.95;

/** 97.5 % and 80 % of the normal distribution lie below these. */
const Z_95 = 1.959964;
const Z_POWER = 0.841621;

/** Where the logarithm of a ratio lies, and what difference would be found. */
export interface RatioInterval {
  /** Of the ratio, with 95 % confidence. */
  readonly interval: Interval;
  /** The smallest true ratio above 1 that is found decisive four times in five. */
  readonly smallestDetectableRatio: number;
}

/** Whether both arms have enough sessions for an interval. */
export function hasEnoughSessions({ arms }: WeighedArms): boolean {
  return arms.every(({ sessions }) => sessions >= FEWEST_SESSIONS);
}

/**
 * The interval of a ratio, from the spread of its logarithm over replicates: as many standard errors to either side as
 * Student's t has for its degrees of freedom. Null for too few. (In simulation the quantiles of the replicates held
 * too seldom for few sessions, and moved outward by t, too often.)
 */
export function ratioInterval(ratio: number, logs: Float64Array, degrees: number): RatioInterval | null {
  const known = logs.filter(Number.isFinite);
  if (known.length < FEWEST_REPLICATES * logs.length || !(degrees >= FEWEST_DEGREES)) {
    return null;
  }
  const t = tQuantile(degrees);
  const standardError = Math.sqrt(varianceOfLogs(known));
  return {
    interval: {
      from: ratio * Math.exp(-t * standardError),
      to: ratio * Math.exp(t * standardError),
    },
    smallestDetectableRatio: Math.exp((t + Z_POWER) * standardError),
  };
}

/** How many standard errors a 95 % interval reaches with so many degrees of freedom (three or more). */
export function tQuantile(degrees: number): number {
  return studentT(Z_95, degrees);
}

/** The variance of those replicates that have a value. */
export function varianceOfLogs(logs: Float64Array): number {
  let [n, sum, squares] = [0, 0, 0];
  const shift = logs[0] ?? 0;
  for (const log of logs) {
    if (!Number.isFinite(log)) continue;
    n++;
    sum += log - shift;
    squares += (log - shift) ** 2;
  }
  return Math.max(0, squares - sum ** 2 / n) / (n - 1);
}
