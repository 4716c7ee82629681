import { evenShare, normalAt } from "./spread-evenly.ts";
import type { UseByBlock } from "./use-grid.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Stretches of the past to choose from, at most; evenly thinned. */
const MOST_MOMENTS = 360;

/** Days that hang together are recalled together as far as the past is so many times longer. */
const DAYS_PER_CHAINED_DAY = 7;

/** Past stretches that may come to pass again. */
export interface Recollection {
  /** What each wants in every block to come. */
  readonly futures: readonly Float64Array[];
  /** How many independent stretches speak for these: 0 when there is nothing to recall. */
  readonly weight: number;
}

/** How the bucket was used up to a moment. */
interface Moment {
  readonly idle: number;
  readonly recent: number;
  readonly level: number;
}

/**
 * Draws `n` futures of `blocks` blocks from the past of a bucket: from stretches that began at the same time of day, after
 * as long a pause and at as high a use as now; long futures are chained from days. Always the same for the same past.
 */
export function recallFutures(
  use: UseByBlock,
  {
    n,
    blocks,
    windowBlocks,
    nowMs,
    floor,
  }: {
    readonly n: number;
    readonly blocks: number;
    readonly windowBlocks: number;
    readonly nowMs: number;
    /** The least use that can be told from none. */
    readonly floor: number;
  },
): Recollection {
  const dayBlocks = Math.round(DAY_MS / use.blockMs);
  const past = use.used.length;
  const wholeDays = Math.max(1, Math.round(past / dayBlocks / DAYS_PER_CHAINED_DAY)) * dayBlocks;
  const piece = Math.min(blocks, windowBlocks * use.blockMs >= HOUR_MS ? wholeDays : windowBlocks);
  const hasDays = windowBlocks * use.blockMs >= HOUR_MS;
  const spans = {
    recent: Math.max(3, Math.round(windowBlocks / 10)),
    level: hasDays ? Math.max(windowBlocks, dayBlocks) : windowBlocks * 10,
  };
  const lastUse = lastUses(use.used, floor / 20);
  const momentAt = (block: number): Moment => ({
    idle: Math.log1p(block - (lastUse[block] ?? 0)),
    recent: Math.log(sumBefore(use, block, spans.recent) + floor),
    level: Math.log((sumBefore(use, block, spans.level) + floor) / Math.min(Math.max(block, 1), spans.level)),
  });
  const now = momentAt(past);
  const latest = past - piece;
  if (latest < 1) return { futures: [], weight: 0 };
  const stride = Math.max(1, Math.ceil(latest / MOST_MOMENTS));
  const starts: number[] = [];
  for (let block = latest; block >= 1; block -= stride) {
    if (unspentShare(use, block, piece) > 0.3) starts.push(block);
  }
  const moments = starts.map(momentAt);
  const weightsFor = (offset: number): Float64Array =>
    Float64Array.from(starts, (start, index) => {
      const agoMs = (past + offset - start) * use.blockMs;
      let distance = (agoMs / (hasDays ? 14 * DAY_MS : windowBlocks * 20 * use.blockMs)) * 0.5;
      if (hasDays) {
        distance += (hoursApart(agoMs) / 1.5) ** 2;
        distance += dayTypesApart(
          nowMs - agoMs + offset * use.blockMs,
          nowMs + offset * use.blockMs,
          piece * use.blockMs,
        );
      }
      const moment = moments[index] ?? now;
      distance += ((moment.level - now.level) / 0.8) ** 2;
      if (offset === 0) {
        distance += ((moment.idle - now.idle) / 0.8) ** 2 + ((moment.recent - now.recent) / 0.8) ** 2;
      }
      return Math.exp(-distance / 2);
    });
  const futures = Array.from({ length: n }, () => new Float64Array(blocks));
  let weight = 0;
  for (let offset = 0; offset < blocks; offset += piece) {
    const weights = weightsFor(offset);
    if (offset === 0) weight = independentWeight(starts, weights, piece);
    const sum = weights.reduce((all, one) => all + one, 0);
    if (!(sum > 0)) return { futures: [], weight: 0 };
    const pick = drawer(weights, sum);
    for (const [index, future] of futures.entries()) {
      const share = offset === 0 ? (index + 0.5) / n : evenShare(index * 7 + offset, 0);
      const chosen = pick(share);
      const start = starts[chosen] ?? latest;
      const scale = Math.exp(
        clampLog(0.5 * (now.level - (moments[chosen]?.level ?? now.level))) +
          levelSpread(weight) * normalAt(evenShare(index, 1)),
      );
      copyStretch(use, start, future, { offset, length: Math.min(piece, blocks - offset), scale });
    }
  }
  return { futures, weight };
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

/** Before each block, the place after the last one that had use. */
function lastUses(used: Float64Array, least: number): Int32Array {
  const last = new Int32Array(used.length + 1);
  for (let block = 0; block < used.length; block++) {
    last[block + 1] = (used[block] ?? 0) > least ? block + 1 : (last[block] ?? 0);
  }
  return last;
}

function sumBefore({ total }: UseByBlock, block: number, span: number): number {
  return (total[block] ?? 0) - (total[Math.max(0, block - span)] ?? 0);
}

function unspentShare({ spent }: UseByBlock, start: number, length: number): number {
  let free = 0;
  for (let block = start; block < start + length; block++) if (spent[block] !== 1) free++;
  return free / length;
}

/** How many stretches that do not overlap stand behind weights, those of small weight counting less. */
function independentWeight(starts: readonly number[], weights: Float64Array, length: number): number {
  const groups = new Map<number, number>();
  for (const [index, start] of starts.entries()) {
    const group = Math.floor(start / length);
    groups.set(group, (groups.get(group) ?? 0) + (weights[index] ?? 0));
  }
  let [sum, squares] = [0, 0];
  for (const weight of groups.values()) {
    sum += weight;
    squares += weight * weight;
  }
  return squares === 0 ? 0 : (sum * sum) / squares;
}

function hoursApart(ms: number): number {
  const rest = ((ms % DAY_MS) + DAY_MS) % DAY_MS;
  return Math.min(rest, DAY_MS - rest) / HOUR_MS;
}

/** 0 when two stretches both begin and end on working days, or both not; more for each end that differs. */
function dayTypesApart(oneMs: number, otherMs: number, lengthMs: number): number {
  const differs = (a: number, b: number) => (isWeekend(a) === isWeekend(b) ? 0 : 4);
  return differs(oneMs, otherMs) + differs(oneMs + lengthMs, otherMs + lengthMs);
}

/** The first of January 1970 was a Thursday. */
function isWeekend(ms: number): boolean {
  const day = Math.floor(ms / DAY_MS + 4) % 7;
  return day === 6 || day === 0;
}

function clampLog(value: number): number {
  return Math.min(1.1, Math.max(-1.1, value));
}

/** A function from a share (0 to 1) of the whole weight to the place at which it lies. */
function drawer(weights: Float64Array, sum: number): (share: number) => number {
  const upTo = new Float64Array(weights.length);
  let running = 0;
  for (let index = 0; index < weights.length; index++) {
    running += weights[index] ?? 0;
    upTo[index] = running / sum;
  }
  return (share) => {
    let [low, high] = [0, upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? 1) < share) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
