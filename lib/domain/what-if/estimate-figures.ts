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
