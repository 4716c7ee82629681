import { PHASES } from "../phase.ts";
import type { DonorCost } from "./donor-cost.ts";
import type { DonorTable } from "./donor-table.ts";
import type { ModelledPhases } from "./model-phases.ts";
import type { ReplayModel } from "./replay-model.ts";

/** Phases of all turns together, in ms. */
export interface PhaseSums {
  /** In the order of PHASES. */
  readonly phases: Float64Array;
  /** What of them donors fill, by part of DONATED. */
  readonly donated: Float64Array;
}

/** Sums for samples of turns and of donors, without playing turns again. */
export interface ResampledPhases {
  /** With each turn counted as often as told. */
  readonly sum: (times: Int32Array) => PhaseSums;
  /** By how much a table's donors change each part of DONATED. */
  readonly factors: (table: DonorTable) => Float64Array;
}

/** The parts of round trips that donors fill. */
const DONATED = ["connect", "queue", "firstToken", "generation", "unattributed"] as const;

/**
 * Prepares sums: what donors fill changes by as much as the mean of its part changes over the donors that a table has for
 * the round trips.
 */
export function resamplePhases(
  model: ReplayModel,
  costs: readonly DonorCost[],
  modelled: readonly ModelledPhases[],
  point: DonorTable,
): ResampledPhases {
  const phases = PHASES.map((phase) => Float64Array.from(modelled, (turn) => turn.phases[phase]));
  const donated = DONATED.map((phase) => Float64Array.from(modelled, (turn) => turn.donated[phase]));
  const donatedBy = meansOf(model, costs, point.from.length - 1);
  const usual = donatedBy(point);
  return {
    sum: (times) => ({
      phases: Float64Array.from(phases, (column) => weigh(column, times)),
      donated: Float64Array.from(donated, (column) => weigh(column, times)),
    }),
    factors: (table) => donatedBy(table).map((sum, part) => (usual[part] ? sum / (usual[part] ?? 1) : 1)),
  };
}

/** Phases (in the order of PHASES) after donors changed by factors, in ms. */
export function withFactors({ phases, donated }: PhaseSums, factors: Float64Array): Float64Array {
  const changed = phases.slice();
  for (const [part, phase] of DONATED.entries()) {
    const place = PHASES.indexOf(phase);
    changed[place] = (changed[place] ?? 0) + (donated[part] ?? 0) * ((factors[part] ?? 1) - 1);
  }
  return changed;
}

function weigh(column: Float64Array, times: Int32Array): number {
  let sum = 0;
  for (let turn = 0; turn < column.length; turn++) sum += (times[turn] ?? 0) * (column[turn] ?? 0);
  return sum;
}

/** What all round trips are given by the donors of a table on average, by part of DONATED, in ms. */
function meansOf(
  model: ReplayModel,
  costs: readonly DonorCost[],
  sets: number,
): (table: DonorTable) => Float64Array {
  const [uses, tokens] = [new Float64Array(sets), new Float64Array(sets)];
  for (const [at, set] of model.set.entries()) {
    if (set < 0) continue;
    uses[set] = (uses[set] ?? 0) + 1;
    tokens[set] = (tokens[set] ?? 0) + (model.tokens[at] ?? 0);
  }
  const connects = Float64Array.from(costs, ({ connectMs }) => connectMs);
  const queues = Float64Array.from(costs, ({ queueMs }) => queueMs);
  return ({ donors, waitFactors, from, delayMs, msPerToken }) => {
    let [connect, queue, rest, writing] = [0, 0, 0, 0];
    for (let set = 0; set < sets; set++) {
      const [first, last] = [from[set] ?? 0, from[set + 1] ?? 0];
      const weight = (uses[set] ?? 0) / (last - first);
      const tokensEach = (tokens[set] ?? 0) / (last - first);
      for (let at = first; at < last; at++) {
        const donor = donors[at] ?? 0;
        const [own, opening] = [connects[donor] ?? 0, (queues[donor] ?? 0) * (waitFactors[at] ?? 1)];
        connect += weight * own;
        queue += weight * opening;
        rest += weight * ((delayMs[at] ?? 0) - own - opening);
        writing += tokensEach * (msPerToken[at] ?? 0);
      }
    }
    return Float64Array.of(connect, queue, rest, writing, rest + writing);
  };
}
