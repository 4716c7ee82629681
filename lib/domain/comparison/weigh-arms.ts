import type { Pair } from "./lay-out-arms.ts";
import type { Sample } from "./sample.ts";
import { sessionInfluence, varianceOf } from "./session-influence.ts";
import { walkQuantiles } from "./walk-quantiles.ts";
import { type CellWeights, makeCellWeights, weighCells } from "./weigh-cells.ts";

/** One arm of a sample as it was seen, each session once. */
export interface WeighedArm {
  /** How many round trips. */
  readonly n: number;
  /** How many round trips of equal weight would tell as much (Kish 1965), clusters not considered. */
  readonly kishN: number;
  /** What each row weighs. */
  readonly rowWeights: Float64Array;
  /** The mass of each session, in round trips of equal weight. */
  readonly massOf: Float64Array;
  /** How many sessions have mass. */
  readonly sessions: number;
  /** Where the quantiles lie among the mass, 0 to 1. */
  readonly positions: Float64Array;
  readonly quantiles: Float64Array;
  /** How many independent round trips would tell as much about each quantile; at most `kishN`. */
  readonly effectiveN: Float64Array;
}

/** A sample with its weights, the mass of an arm by them, and the quantiles of both arms. */
export interface WeighedArms extends WeighedSample {
  readonly arms: Pair<WeighedArm>;
}

interface WeighedSample {
  readonly sample: Sample;
  readonly weights: CellWeights;
  readonly mass: number;
}

/** Weighs both arms and finds their quantiles at ascending shares; null when they have no cell in common. */
export function weighArms(sample: Sample, shares: readonly number[]): WeighedArms | null {
  const weights = makeCellWeights(sample.cells);
  const mass = weighCells(sample, new Uint8Array(sample.sessions).fill(1), weights);
  if (mass === 0) return null;
  const weighed = { sample, weights, mass };
  return { ...weighed, arms: [weighArm(weighed, 0, shares), weighArm(weighed, 1, shares)] };
}

function weighArm(weighed: WeighedSample, arm: 0 | 1, shares: readonly number[]): WeighedArm {
  const { sample, weights, mass } = weighed;
  const { values, session, cell } = sample.arms[arm];
  const weightIn = weights.weightIn[arm];
  const rowWeights = Float64Array.from(cell, (own) => weightIn[own] ?? 0);
  const kishN = mass ** 2 / rowWeights.reduce((sum, weight) => sum + weight ** 2, 0);
  const massOf = new Float64Array(sample.sessions);
  for (let row = 0; row < session.length; row++) {
    const own = session[row] ?? 0;
    massOf[own] = (massOf[own] ?? 0) + ((rowWeights[row] ?? 0) * kishN) / mass;
  }
  // With equal weights these are the quantiles that PostgreSQL's percentile_cont finds.
  const positions = Float64Array.from(shares, (share) => share + (0.5 - share) / kishN);
  const quantiles = new Float64Array(shares.length);
  const drawn = new Uint8Array(sample.sessions).fill(1);
  walkQuantiles(sample.arms[arm], { drawn, weightIn }, mass, positions, quantiles, 0, 1);
  return {
    n: values.length,
    kishN,
    rowWeights,
    massOf,
    sessions: massOf.reduce((sum, own) => sum + (own > 0 ? 1 : 0), 0),
    positions,
    quantiles,
    effectiveN: quantiles.map((quantile) =>
      Math.min(kishN, effectiveNAt(weighed, arm, rowWeights, quantile)),
    ),
  };
}

/** What p(1 − p) must be divided by to get the variance of the share p of values up to a quantile. */
function effectiveNAt(
  { sample, weights, mass }: WeighedSample,
  arm: 0 | 1,
  rowWeights: Float64Array,
  quantile: number,
): number {
  const { values } = sample.arms[arm];
  let [upTo, below] = [0, 0];
  for (; upTo < values.length && (values[upTo] ?? 0) <= quantile; upTo++) below += rowWeights[upTo] ?? 0;
  const share = Math.min(1, below / mass);
  const deviations = new Float64Array(values.length).fill(-share);
  deviations.fill(1 - share, 0, upTo);
  const variance = varianceOf(
    sessionInfluence(sample, weights, mass, arm === 0 ? [deviations, null] : [null, deviations]),
  );
  return variance > 0 ? (share * (1 - share)) / variance : Number.POSITIVE_INFINITY;
}
