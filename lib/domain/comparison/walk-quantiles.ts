import type { SampleArm } from "./sample.ts";

/** How much the rows of an arm weigh: what they weigh in their cell, times how often their session was drawn. */
export interface RowWeights {
  readonly drawn: Uint8Array;
  readonly weightIn: Float64Array;
}

/**
 * The quantiles of weighted ascending values at ascending positions (0 to 1 of the `mass`, the sum of weights), in one
 * walk. A value lies at the middle of its weight, and between two it is linear. Writes into `into` from `offset` on,
 * one every `step`; NaN when nothing has weight.
 */
export function walkQuantiles(
  arm: SampleArm,
  weights: RowWeights,
  mass: number,
  positions: Float64Array,
  into: Float64Array,
  offset: number,
  step: number,
): void {
  const { values, session, cell } = arm;
  const { drawn, weightIn } = weights;
  let [row, passed] = [0, 0];
  for (let index = 0; index < positions.length; index++) {
    const target = (positions[index] ?? 0) * mass;
    // Nearly all of the work is done here.
    for (; row < values.length; row++) {
      const weight = (drawn[session[row] ?? 0] ?? 0) * (weightIn[cell[row] ?? 0] ?? 0);
      if (passed + weight > target) break;
      passed += weight;
    }
    into[offset + step * index] = valueNear(arm, weights, row, passed, target);
  }
}

/** The value at `target`, which lies in the weight of a row, of which the rows before weigh `passed`. */
function valueNear(arm: SampleArm, weights: RowWeights, row: number, passed: number, target: number): number {
  const middle = passed + weightOf(arm, weights, row) / 2;
  const other = nextTo(arm, weights, row, target < middle ? -1 : 1);
  const value = arm.values[row];
  const otherValue = arm.values[other];
  // Before the middle of the first row, or behind that of the last.
  if (value === undefined) return arm.values[nextTo(arm, weights, row, -1)] ?? Number.NaN;
  if (otherValue === undefined) return value;
  const gap = (weightOf(arm, weights, row) + weightOf(arm, weights, other)) / 2;
  return value + ((otherValue - value) * Math.min(Math.abs(target - middle), gap)) / gap;
}

/** The nearest row in a direction that has weight; none lies at −1 or behind the last. */
function nextTo(arm: SampleArm, weights: RowWeights, row: number, direction: 1 | -1): number {
  let other = row + direction;
  while (other >= 0 && other < arm.values.length && weightOf(arm, weights, other) === 0) other += direction;
  return other;
}

function weightOf({ session, cell }: SampleArm, { drawn, weightIn }: RowWeights, row: number): number {
  return (drawn[session[row] ?? -1] ?? 0) * (weightIn[cell[row] ?? -1] ?? 0);
}
