import type { Pair } from "./lay-out-arms.ts";
import type { Sample } from "./sample.ts";
import type { CellWeights } from "./weigh-cells.ts";

/**
 * How much a figure changes, to first order, with the weight of each session (infinitesimal jackknife): the sum of
 * squares is the variance of the figure when sessions are independent. The figure is a weighted mean in each arm;
 * `deviations` are those of its rows from that mean, null for an arm without part in it. That the weights of the
 * cells depend on who is in them is part of it.
 */
export function sessionInfluence(
  { arms, cells, sessions }: Sample,
  { weightIn, rowsIn }: CellWeights,
  mass: number,
  deviations: Pair<Float64Array | null>,
): Float64Array {
  const influence = new Float64Array(sessions);
  // By how much the figure grows with the weight of the rows of B in a cell, and shrinks with that of A's.
  const pull = new Float64Array(cells);
  for (const arm of [0, 1] as const) {
    const [own, { session, cell }] = [deviations[arm], arms[arm]];
    if (own === null) continue;
    for (let row = 0; row < session.length; row++) {
      const [inCell, ofSession] = [cell[row] ?? 0, session[row] ?? 0];
      const deviation = (own[row] ?? 0) / mass;
      pull[inCell] = (pull[inCell] ?? 0) + (arm === 0 ? -deviation : deviation);
      influence[ofSession] = (influence[ofSession] ?? 0) + deviation * (weightIn[arm][inCell] ?? 0);
    }
  }
  // A row of A takes b / (a + b)² from the weight of all rows of A in its cell and gives as much to those of B.
  const growth = pull.map((own, inCell) => {
    const [a, b] = [rowsIn[0][inCell] ?? 0, rowsIn[1][inCell] ?? 0];
    return a + b > 0 ? own / (a + b) ** 2 : 0;
  });
  for (const arm of [0, 1] as const) {
    const { session, cell } = arms[arm];
    const sign = arm === 0 ? 1 : -1;
    const others = rowsIn[1 - arm] ?? rowsIn[0];
    for (let row = 0; row < session.length; row++) {
      const [inCell, ofSession] = [cell[row] ?? 0, session[row] ?? 0];
      influence[ofSession] =
        (influence[ofSession] ?? 0) + sign * (others[inCell] ?? 0) * (growth[inCell] ?? 0);
    }
  }
  return influence;
}

/** The variance of a figure of which the sessions have this influence. */
export function varianceOf(influence: Float64Array): number {
  let sum = 0;
  for (const part of influence) sum += part * part;
  return sum;
}
