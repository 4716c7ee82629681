import type { FutureShape } from "./recall-futures.ts";
import { evenShare, normalAt } from "./spread-evenly.ts";
import type { UseByBlock } from "./use-grid.ts";

const HOUR_MS = 3_600_000;

/** Half of the stretches of work without a longer pause are over after this. */
const HALF_STRETCH_MS = 1.5 * HOUR_MS;

/** The share of its hours in which a bucket is at work, as long as too few hours were seen: eight of a day. */
const USUAL_DUTY = 1 / 3;

/** So many hours tell what that share is. */
const TELLING_HOURS = 48;

/**
 * `n` futures of `blocks` blocks for a bucket with little past: work goes on as it did while there was work; stretches and
 * pauses alternate, of lengths that vary, and a pause that was long goes on for long. The same for the same past.
 */
export function assumeFutures(
  use: UseByBlock,
  { n, blocks, windowBlocks, floor }: FutureShape,
): Float64Array[] {
  const { rate, idle, duty, seen, reach } = workRate(use, windowBlocks, floor);
  // The rate itself is known to a step in what was seen; and it changes.
  const uncertainty = Math.hypot(0.5, floor / Math.max(floor, seen));
  const isShort = windowBlocks * use.blockMs < HOUR_MS;
  const stretch = isShort ? windowBlocks * 2 : HALF_STRETCH_MS / use.blockMs;
  const pause = (stretch * (1 - duty)) / Math.max(0.01, duty);
  return Array.from({ length: n }, (_, index) => {
    const level = rate * Math.exp(uncertainty * normalAt(evenShare(index, 0)) - uncertainty ** 2 / 4);
    const wanted = new Float64Array(blocks);
    let [at, isWorking] = [0, idle < reach];
    for (let turn = 0; at < blocks && turn < 64; turn++) {
      const vary = Math.exp(normalAt(evenShare(index + 31 * turn, turn === 0 ? 1 : 2)));
      const length = isWorking ? stretch * vary : (turn === 0 ? Math.max(idle, pause) : pause) * vary;
      if (isWorking) fill(wanted, level, at, at + length);
      at += Math.max(length, 0.1);
      isWorking = !isWorking;
    }
    return wanted;
  });
}

/** Of the last window or days: use per block at work, blocks since then, and the share of blocks at work. */
function workRate(use: UseByBlock, windowBlocks: number, floor: number) {
  const hour = HOUR_MS / use.blockMs;
  const isShort = windowBlocks < hour;
  const reach = Math.max(1, Math.round(isShort ? windowBlocks / 20 : Math.min(windowBlocks / 20, hour / 2)));
  const past = use.used.length;
  const span = isShort ? windowBlocks * 10 : Math.max(windowBlocks, Math.round(TELLING_HOURS * hour));
  const from = Math.max(0, past - span);
  let [working, seen, last] = [0, 0, from - reach];
  for (let block = from; block < past; block++) {
    const used = use.used[block] ?? 0;
    seen += used;
    if (used > floor / 20) last = block;
    if (block - last < reach) working++;
  }
  const share = working / Math.max(1, past - from);
  const known = isShort ? 1 : Math.min(1, (past - from) / (TELLING_HOURS * hour));
  return {
    rate: working === 0 ? 0 : seen / working,
    idle: past - 1 - last,
    duty: known * share + (1 - known) * USUAL_DUTY,
    seen,
    reach,
  };
}

/** Adds a rate to every block between two places, to those at the ends a part of it. */
function fill(wanted: Float64Array, rate: number, from: number, to: number): void {
  for (let block = Math.floor(from); block < Math.min(wanted.length, to); block++) {
    const part = Math.min(to, block + 1) - Math.max(from, block);
    wanted[block] = (wanted[block] ?? 0) + rate * part;
  }
}
