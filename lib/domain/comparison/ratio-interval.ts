import { studentT } from "../statistics/student-t.ts";
import type { Interval } from "./comparison.ts";
import type { WeighedArms } from "./weigh-arms.ts";

/** Below so many sessions in an arm, or so many that count, no interval is honest. */
const FEWEST_SESSIONS = 8;
const FEWEST_EFFECTIVE_SESSIONS = 3;

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
 * Student's t has for the sessions that count. Null for too few. (In simulation the quantiles of the replicates held
 * too seldom for few sessions, and moved outward by t, too often.)
 */
export function ratioInterval(
  ratio: number,
  logs: Float64Array,
  sessionsThatCount: number,
): RatioInterval | null {
  const known = logs.filter(Number.isFinite);
  if (known.length < FEWEST_REPLICATES * logs.length || !(sessionsThatCount >= FEWEST_EFFECTIVE_SESSIONS)) {
    return null;
  }
  const t = tQuantile(sessionsThatCount);
  const standardError = Math.sqrt(varianceOfLogs(known));
  return {
    interval: {
      from: ratio * Math.exp(-t * standardError),
      to: ratio * Math.exp(t * standardError),
    },
    smallestDetectableRatio: Math.exp((t + Z_POWER) * standardError),
  };
}

/** How many standard errors a 95 % interval reaches when so many sessions count (three or more). */
export function tQuantile(sessionsThatCount: number): number {
  return studentT(Z_95, sessionsThatCount);
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

/**
 * How many sessions of equal weight would tell as much about the ratio of a quantile (`at`, its index), from the
 * variances of the logarithms of the arms' quantiles and of their ratio: the larger sessions count for more, and all
 * the more the more alike the round trips of a session are (Kish's and Satterthwaite's approximations).
 */
export function effectiveSessions(
  { arms: [a, b], sample }: WeighedArms,
  at: number,
  variances: { readonly a: number; readonly b: number; readonly ratio: number },
): number {
  // What the variance would be if round trips of a session were no more alike than others; those that lie in both
  // arms cancel part of what they have in common.
  const independent =
    (variances.a * (a.effectiveN[at] ?? 0)) / a.kishN + (variances.b * (b.effectiveN[at] ?? 0)) / b.kishN;
  if (!(independent > 0)) return Math.min(a.sessions, b.sessions);
  const squares = [a, b].map(({ massOf }) => massOf.reduce((sum, mass) => sum + mass ** 2, 0));
  const [squaresOfA = 0, squaresOfB = 0] = squares;
  const size =
    (variances.a * (squaresOfA / a.kishN) + variances.b * (squaresOfB / b.kishN)) /
    (variances.a + variances.b);
  const alike = Math.min(1, Math.max(0, (variances.ratio / independent - 1) / Math.max(0.5, size - 1)));
  const perMassOfA = variances.a / ((1 - alike) * a.kishN + alike * squaresOfA);
  const perMassOfB = variances.b / ((1 - alike) * b.kishN + alike * squaresOfB);
  let [sum, sumOfSquares] = [0, 0];
  for (let session = 0; session < sample.sessions; session++) {
    const [massInA, massInB] = [a.massOf[session] ?? 0, b.massOf[session] ?? 0];
    const part =
      perMassOfA * ((1 - alike) * massInA + alike * massInA ** 2) +
      perMassOfB * ((1 - alike) * massInB + alike * massInB ** 2);
    sum += part;
    sumOfSquares += part ** 2;
  }
  return sum ** 2 / sumOfSquares;
}
