import { randomWords } from "../statistics/random-words.ts";
import type { Pair } from "./lay-out-arms.ts";
import type { Sample } from "./sample.ts";
import { walkQuantiles } from "./walk-quantiles.ts";
import { makeCellWeights, weighCells } from "./weigh-cells.ts";

/** The quantiles of each arm in each replicate: replicate r of quantile q at q × replicates + r. */
export type Replicates = Pair<Float64Array>;

/** A sample, and where the quantiles of its arms lie among their mass. */
export interface Resampled {
  readonly sample: Sample;
  readonly positions: Pair<Float64Array>;
}

/**
 * Cluster bootstrap: draws whole sessions, each a number of times that is Poisson distributed with mean 1, once for
 * both arms and all samples, weighs the cells of what was drawn anew, and takes the quantiles. A replicate in which
 * the arms have no cell in common is NaN.
 */
export function resampleSessions(
  samples: readonly Resampled[],
  sessions: number,
  replicates: number,
  seed: number,
): Replicates[] {
  const words = randomWords(seed);
  const drawn = new Uint8Array(sessions);
  const runs = samples.map(({ sample, positions }) => ({
    sample,
    positions,
    weights: makeCellWeights(sample.cells),
    into: [
      new Float64Array(replicates * positions[0].length).fill(Number.NaN),
      new Float64Array(replicates * positions[1].length).fill(Number.NaN),
    ] as const,
  }));
  for (let replicate = 0; replicate < replicates; replicate++) {
    draw(drawn, words);
    for (const { sample, positions, weights, into } of runs) {
      const mass = weighCells(sample, drawn, weights);
      if (mass === 0) continue;
      for (const arm of [0, 1] as const) {
        const rowWeights = { drawn, weightIn: weights.weightIn[arm] };
        walkQuantiles(sample.arms[arm], rowWeights, mass, positions[arm], into[arm], replicate, replicates);
      }
    }
  }
  return runs.map(({ into }) => into);
}

/** Poisson numbers with mean 1 by the 16 bits that draw them. */
const POISSON = poissonTable();

function poissonTable(): Uint8Array {
  const table = new Uint8Array(65_536);
  let [count, probability] = [0, Math.exp(-1)];
  let below = probability;
  for (let bits = 0; bits < table.length; bits++) {
    while ((bits + 0.5) / table.length > below && count < 12) {
      count++;
      probability /= count;
      below += probability;
    }
    table[bits] = count;
  }
  return table;
}

function draw(drawn: Uint8Array, words: () => number): void {
  for (let session = 0; session < drawn.length; session += 2) {
    const word = words();
    drawn[session] = POISSON[word & 0xffff] ?? 0;
    if (session + 1 < drawn.length) drawn[session + 1] = POISSON[word >>> 16] ?? 0;
  }
}
