import type { Pair } from "./lay-out-arms.ts";
import type { Sample, SampleArm } from "./sample.ts";

/** What a row of each arm weighs in each cell, and how many there are. */
export interface CellWeights {
  readonly weightIn: Pair<Float64Array>;
  readonly rowsIn: Pair<Float64Array>;
}

/** Room for the weights of so many cells. */
export function makeCellWeights(cells: number): CellWeights {
  return {
    weightIn: [new Float64Array(cells), new Float64Array(cells)],
    rowsIn: [new Float64Array(cells), new Float64Array(cells)],
  };
}

/**
 * Finds the weights that give both arms the same mix of cells, with each session drawn so many times, and writes them
 * into `into`. A cell with a rows of A and b of B has the mass ab / (a + b) in both arms, so each row of A weighs
 * b / (a + b) and each of B a / (a + b) (overlap weights: Li, Morgan & Zaslavsky 2018): none more than 1, and cells
 * that one arm hardly has hardly count. Returns the mass of an arm.
 */
export function weighCells({ arms, cells }: Sample, drawn: Uint8Array, into: CellWeights): number {
  const [inA, inB] = into.rowsIn;
  const [weightInA, weightInB] = into.weightIn;
  countRows(arms[0], drawn, inA);
  countRows(arms[1], drawn, inB);
  let mass = 0;
  for (let cell = 0; cell < cells; cell++) {
    const [a, b] = [inA[cell] ?? 0, inB[cell] ?? 0];
    const share = a + b > 0 ? 1 / (a + b) : 0;
    weightInA[cell] = b * share;
    weightInB[cell] = a * share;
    mass += a * b * share;
  }
  return mass;
}

function countRows(
  { pairs: { session, cell, rows } }: SampleArm,
  drawn: Uint8Array,
  into: Float64Array,
): void {
  into.fill(0);
  for (let pair = 0; pair < rows.length; pair++) {
    const own = cell[pair] ?? 0;
    into[own] = (into[own] ?? 0) + (drawn[session[pair] ?? 0] ?? 0) * (rows[pair] ?? 0);
  }
}
