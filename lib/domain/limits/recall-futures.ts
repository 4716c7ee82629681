import { similarMoments } from "./similar-moments.ts";
import { evenShare, normalAt } from "./spread-evenly.ts";
import type { UseByBlock } from "./use-grid.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Days that hang together are recalled together as far as the past is so many times longer. */
const DAYS_PER_CHAINED_DAY = 7;

/** How much (0 to 1) of the difference between now and then in what is used in long carries over to what follows. */
const LEVEL_CARRIED = 0.5;

/** But what was used is never taken for more than three times as much, or as little. */
const MOST_CARRIED = Math.log(3);

/** Past stretches that may come to pass again. */
export interface Recollection {
  /** What each wants in every block to come. */
  readonly futures: readonly Float64Array[];
  /** How many independent stretches speak for these: 0 when there is nothing to recall. */
  readonly weight: number;
}

/** What futures to make: `n` of `blocks` blocks, of a bucket whose window has `windowBlocks`. */
export interface FutureShape {
  readonly n: number;
  readonly blocks: number;
  readonly windowBlocks: number;
  readonly nowMs: number;
  /** The least use that can be told from none. */
  readonly floor: number;
}

/**
 * Draws futures from the past of a bucket: from stretches that began at the same time of day, after as long a pause and
 * at as high a use as now; long futures are chained from days. Always the same for the same past.
 */
export function recallFutures(use: UseByBlock, shape: FutureShape): Recollection {
  const { n, blocks } = shape;
  const piece = Math.min(blocks, longestPiece(use, shape.windowBlocks));
  const { starts, levelsBelowNow, likeness } = similarMoments(use, { ...shape, piece });
  if (starts.length === 0) return { futures: [], weight: 0 };
  const futures = Array.from({ length: n }, () => new Float64Array(blocks));
  const weight = independentWeight(starts, likeness(0), piece);
  for (let offset = 0; offset < blocks; offset += piece) {
    const pick = drawer(likeness(offset));
    for (const [index, future] of futures.entries()) {
      const chosen = pick(offset === 0 ? (index + 0.5) / n : evenShare(index * 7 + offset, 0));
      const carried = LEVEL_CARRIED * (levelsBelowNow[chosen] ?? 0);
      const scale = Math.exp(
        Math.min(MOST_CARRIED, Math.max(-MOST_CARRIED, carried)) +
          levelSpread(weight) * normalAt(evenShare(index, 1)),
      );
      const length = Math.min(piece, blocks - offset);
      copyStretch(use, starts[chosen] ?? 0, future, { offset, length, scale });
    }
  }
  return { futures, weight };
}

/** The more days are known, the more of them can be recalled as one; of short windows, one by one. */
function longestPiece({ used, blockMs }: UseByBlock, windowBlocks: number): number {
  if (windowBlocks * blockMs < HOUR_MS) return windowBlocks;
  const dayBlocks = Math.round(DAY_MS / blockMs);
  return dayBlocks * Math.max(1, Math.round(used.length / dayBlocks / DAYS_PER_CHAINED_DAY));
}

/** How far (natural logarithm) the coming use may lie off all that is recalled: the more, the less there is of it. */
function levelSpread(weight: number): number {
  return 0.2 + 0.3 / Math.sqrt(weight);
}

function copyStretch(
  { used, spent }: UseByBlock,
  start: number,
  future: Float64Array,
  { offset, length, scale }: { readonly offset: number; readonly length: number; readonly scale: number },
): void {
  let [free, sum] = [0, 0];
  for (let block = start; block < start + length; block++) {
    if (spent[block] === 1) continue;
    free++;
    sum += used[block] ?? 0;
  }
  // While the bucket was spent nobody knows what was wanted: the same as in the rest of the stretch, say.
  const mean = free === 0 ? 0 : sum / free;
  for (let block = 0; block < length; block++) {
    future[offset + block] = scale * (spent[start + block] === 1 ? mean : (used[start + block] ?? 0));
  }
}

/** How many stretches that do not overlap stand behind likenesses, those that are less like now counting less. */
function independentWeight(starts: readonly number[], likenesses: Float64Array, length: number): number {
  const groups = new Map<number, number>();
  for (const [index, start] of starts.entries()) {
    const group = Math.floor(start / length);
    groups.set(group, (groups.get(group) ?? 0) + (likenesses[index] ?? 0));
  }
  let [sum, squares] = [0, 0];
  for (const weight of groups.values()) {
    sum += weight;
    squares += weight * weight;
  }
  return squares === 0 ? 0 : (sum * sum) / squares;
}

/** A function from a share (0 to 1) of the sum of weights to the place at which it lies. */
function drawer(weights: Float64Array): (share: number) => number {
  const upTo = new Float64Array(weights.length);
  let sum = 0;
  for (let index = 0; index < weights.length; index++) {
    sum += weights[index] ?? 0;
    upTo[index] = sum;
  }
  return (share) => {
    let [low, high] = [0, upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? sum) < share * sum) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
