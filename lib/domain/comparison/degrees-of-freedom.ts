import { excessKurtosis } from "../statistics/excess-kurtosis.ts";
import type { ByArm } from "./comparison.ts";
import type { WeighedArms } from "./weigh-arms.ts";

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

/**
 * The degrees of freedom of the standard error of the logarithm of a ratio of quantiles: the sessions that count, fewer far from the
 * median, where the spread rests on the few values that lie beyond. Of n sessions of m independent values each, the
 * kurtosis of how many of a session's lie below the quantile gives the variance of the variance: 1 / n + k / (2 n m)
 * instead of 1 / n, with the excess kurtosis k = 1 / (p (1 - p)) - 6 of one value. (Both arms: Satterthwaite.)
 */
export function degreesOfFreedom(
  sessionsThatCount: number,
  share: number,
  effectiveN: ByArm<number>,
  variances: ByArm<number>,
): number {
  const excess = excessKurtosis(share);
  const sum = variances.a + variances.b;
  if (excess === 0 || !(sum > 0)) return sessionsThatCount;
  const beyond = (["a", "b"] as const).reduce(
    (total, arm) => total + ((variances[arm] / sum) ** 2 * excess) / (2 * effectiveN[arm]),
    0,
  );
  return 1 / (1 / sessionsThatCount + beyond);
}
