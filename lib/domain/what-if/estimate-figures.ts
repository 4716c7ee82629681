import { excessKurtosis } from "../statistics/excess-kurtosis.ts";
import { studentT } from "../statistics/student-t.ts";
import type { Estimate } from "./what-if-answer.ts";

/** One figure in many resampled histories: with sessions of turns and of donors drawn anew, or one of them alone. */
export interface ResampledFigure {
  readonly both: readonly number[];
  readonly turns: readonly number[];
  readonly donors: readonly number[];
}

/** How many sessions of one size each side's are worth. */
export interface EffectiveSessions {
  readonly turns: number;
  readonly donors: number;
  /**
   * Of a quantile of turns: how many of them, were they independent, would tell as much of the share below it, and which
   * share that is. Far from the median its spread rests on few turns.
   */
  readonly quantile?: { readonly share: number; readonly turns: number };
}

const Z_95 = 1.959964;

/** Below this, the expansion of Student's t is no longer good. */
const FEWEST_DEGREES = 3;

/**
 * The 95 % interval of a figure from its spread over resampled histories. Few sessions tell too little of how sessions
 * vary: both sides' variances are widened by n / (n − 1), and Student's t is taken with the degrees of freedom of their
 * sum (Welch and Satterthwaite).
 */
export function estimateFigure(
  value: number,
  resampled: ResampledFigure,
  sessions: EffectiveSessions,
): Estimate {
  const half = halfWidth(resampled, sessions);
  return { value, from: value - half, to: value + half };
}

/** The same for a figure above 0, as a factor up and down: times are spread evenly on a logarithmic scale. */
export function estimateRatio(
  value: number,
  resampled: ResampledFigure,
  sessions: EffectiveSessions,
): Estimate {
  const logs = (values: readonly number[]): number[] => values.map((one) => Math.log(one));
  const half = halfWidth(
    { both: logs(resampled.both), turns: logs(resampled.turns), donors: logs(resampled.donors) },
    sessions,
  );
  return { value, from: value * Math.exp(-half), to: value * Math.exp(half) };
}

/**
 * The 95 % interval of the difference of two figures above 0, from the interval of each (MOVER for dependent figures: Zou,
 * Statistics in Medicine 2008). Where one of them is spread evenly on a logarithmic scale, their difference is skewed, and an
 * interval as wide to either side would miss the longer tail.
 */
export function estimateDifference(
  first: ComparedFigure,
  second: ComparedFigure,
  sessions: EffectiveSessions,
): Estimate {
  const [one, other] = [first, second].map(({ value, resampled }) =>
    estimateRatio(value, resampled, sessions),
  ) as [Estimate, Estimate];
  const dependence = correlation(first.resampled.both, second.resampled.both);
  const reach = (a: number, b: number): number =>
    Math.sqrt(Math.max(0, a * a + b * b - 2 * dependence * a * b));
  const value = one.value - other.value;
  return {
    value,
    from: value - reach(one.value - one.from, other.to - other.value),
    to: value + reach(one.to - one.value, other.value - other.from),
  };
}

/** A figure above 0 that another one is taken from. */
export interface ComparedFigure {
  readonly value: number;
  readonly resampled: ResampledFigure;
}

function correlation(xs: readonly number[], ys: readonly number[]): number {
  const spread = Math.sqrt(varianceOf(xs) * varianceOf(ys));
  if (spread === 0) return 0;
  // Of the sum's variance: 2 cov = var(x + y) − var(x) − var(y).
  const sums = xs.map((x, index) => x + (ys[index] ?? 0));
  return (varianceOf(sums) - varianceOf(xs) - varianceOf(ys)) / 2 / spread;
}

function halfWidth({ both, turns, donors }: ResampledFigure, sessions: EffectiveSessions): number {
  const { quantile } = sessions;
  const beyond = quantile === undefined ? 0 : excessKurtosis(quantile.share) / (2 * quantile.turns);
  const shares = [
    { variance: varianceOf(turns), degrees: Math.max(1, sessions.turns - 1), beyond },
    { variance: varianceOf(donors), degrees: Math.max(1, sessions.donors - 1), beyond: 0 },
  ];
  const sum = shares.reduce((total, { variance }) => total + variance, 0);
  if (sum === 0) return 0;
  const widened = shares.reduce(
    (total, { variance, degrees }) => total + (variance * (degrees + 1)) / degrees,
    0,
  );
  const degrees =
    sum ** 2 / shares.reduce((total, one) => total + one.variance ** 2 * (1 / one.degrees + one.beyond), 0);
  const spread = varianceOf(both) * (widened / sum);
  return studentT(Z_95, Math.max(FEWEST_DEGREES, degrees)) * Math.sqrt(spread);
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
