import type { ArmColumns, Pair } from "./lay-out-arms.ts";

/** One arm of a sample, ascending by value. */
export interface SampleArm {
  readonly values: Float64Array;
  readonly session: Int32Array;
  readonly cell: Int32Array;
  /** How many rows each session has in each cell where it has any, in no order that matters. */
  readonly pairs: { readonly session: Int32Array; readonly cell: Int32Array; readonly rows: Float64Array };
}

/** Rows of both arms, each of a session and in a cell. */
export interface Sample {
  readonly arms: Pair<SampleArm>;
  readonly sessions: number;
  readonly cells: number;
}

/** All rows as if of one cell: nothing is matched. */
export function rawSample(arms: Pair<ArmColumns>, sessions: number): Sample {
  return makeSample(arms, sessions, 1, () => 0);
}

/** The rows that have a cell, 0 to cells − 1; `cellOf` is −1 for the others. */
export function makeSample(
  arms: Pair<ArmColumns>,
  sessions: number,
  cells: number,
  cellOf: (arm: ArmColumns, row: number) => number,
): Sample {
  return { arms: [pickRows(arms[0], cells, cellOf), pickRows(arms[1], cells, cellOf)], sessions, cells };
}

function pickRows(
  arm: ArmColumns,
  cells: number,
  cellOf: (arm: ArmColumns, row: number) => number,
): SampleArm {
  const { length } = arm.values;
  const values = new Float64Array(length);
  const session = new Int32Array(length);
  const cell = new Int32Array(length);
  const keys = new Float64Array(length);
  let n = 0;
  for (let row = 0; row < length; row++) {
    const own = cellOf(arm, row);
    if (own < 0) continue;
    values[n] = arm.values[row] ?? 0;
    session[n] = arm.session[row] ?? 0;
    cell[n] = own;
    keys[n++] = (arm.session[row] ?? 0) * cells + own;
  }
  return {
    values: values.subarray(0, n),
    session: session.subarray(0, n),
    cell: cell.subarray(0, n),
    pairs: countPairs(keys.subarray(0, n).sort(), cells),
  };
}

function countPairs(keys: Float64Array, cells: number): SampleArm["pairs"] {
  const starts: number[] = [];
  for (let at = 0; at < keys.length; at++) if (at === 0 || keys[at] !== keys[at - 1]) starts.push(at);
  return {
    session: Int32Array.from(starts, (at) => Math.floor((keys[at] ?? 0) / cells)),
    cell: Int32Array.from(starts, (at) => (keys[at] ?? 0) % cells),
    rows: Float64Array.from(starts, (at, index) => (starts[index + 1] ?? keys.length) - at),
  };
}
