import { evenShare, normalAt } from "./spread-evenly.ts";
import type { UseByBlock } from "./use-grid.ts";

const HOUR_MS = 3_600_000;

/** How long people go on once they have begun: half of the stretches are over after this. */
const HALF_STRETCH_MS = HOUR_MS;

/**
 * `n` futures of `blocks` blocks for a bucket with little past: work goes on as it did while there was work, for a while
 * that varies; then it comes and goes, with a share of the hours that varies. Always the same for the same past.
 */
export function assumeFutures(
  use: UseByBlock,
  {
    n,
    blocks,
    windowBlocks,
    floor,
  }: {
    readonly n: number;
    readonly blocks: number;
    readonly windowBlocks: number;
    readonly floor: number;
  },
): Float64Array[] {
  const { rate, idle, duty, seen } = workRate(use, windowBlocks, floor);
  const isShort = windowBlocks * use.blockMs < HOUR_MS;
  const uncertainty = Math.hypot(0.5, floor / Math.max(floor, seen));
  return Array.from({ length: n }, (_, index) => {
    const level = rate * Math.exp(uncertainty * normalAt(evenShare(index, 0)) - uncertainty ** 2 / 4);
    const stretch = isShort
      ? blocks
      : (HALF_STRETCH_MS / use.blockMs) * Math.exp(normalAt(evenShare(index, 1)));
    const later = level * Math.min(1, duty * Math.exp(0.7 * normalAt(evenShare(index, 2))));
    const goesOn = idle > stretch / 2 ? 0 : stretch;
    return Float64Array.from({ length: blocks }, (_unused, block) =>
      block + 1 <= goesOn
        ? level
        : block >= goesOn
          ? later
          : level * (goesOn - block) + later * (block + 1 - goesOn),
    );
  });
}

/** Of the last window: use per block with work in it, blocks since then, share of blocks with work, and use in all. */
function workRate(use: UseByBlock, windowBlocks: number, floor: number) {
  const reach = Math.max(1, Math.round(Math.min(windowBlocks / 20, HOUR_MS / 2 / use.blockMs)));
  const past = use.used.length;
  const from = Math.max(0, past - windowBlocks);
  let [working, seen, last] = [0, 0, Number.NEGATIVE_INFINITY];
  for (let block = from; block < past; block++) {
    const used = use.used[block] ?? 0;
    seen += used;
    if (used > floor / 20) last = block;
    if (block - last < reach) working++;
  }
  const share = working / Math.max(1, past - from);
  // A day of people has some eight working hours; as much of a day as was seen tells better.
  const known = Math.min(1, ((past - from) * use.blockMs) / (48 * HOUR_MS));
  return {
    rate: working === 0 ? 0 : seen / working,
    idle: past - 1 - Math.max(last, from),
    duty: known * share + (1 - known) * 0.33,
    seen,
  };
}
