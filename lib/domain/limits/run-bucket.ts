import type { BucketWindow } from "./bucket-forecast.ts";

/** How one possible future of a bucket goes. */
export interface BucketRun {
  /** After how many blocks it is spent; Infinity when it lasts. */
  readonly spentAfter: number;
  /** The used fraction at the end, as if nothing were refused. */
  readonly endsAt: number;
}

/**
 * Fills a bucket block by block. `wanted` is the fraction wanted in each block, `past` what was used in each block before,
 * `blocks` how many blocks (with a part of the last) the future has, `windowBlocks` how many the window has.
 */
export function runBucket(
  usedFraction: number,
  wanted: ArrayLike<number>,
  past: ArrayLike<number>,
  {
    kind,
    blocks,
    windowBlocks,
  }: { readonly kind: BucketWindow["kind"]; readonly blocks: number; readonly windowBlocks: number },
): BucketRun {
  let fraction = usedFraction;
  let spentAfter = Number.POSITIVE_INFINITY;
  for (let block = 0; block < blocks; block++) {
    const part = Math.min(1, blocks - block);
    const leaves =
      kind === "bucket"
        ? 1 / windowBlocks
        : kind === "sliding"
          ? leaving(wanted, past, block - windowBlocks)
          : 0;
    const change = ((wanted[block] ?? 0) - leaves) * part;
    if (spentAfter === Number.POSITIVE_INFINITY && fraction + change >= 1) {
      spentAfter = block + (fraction >= 1 ? 0 : (part * (1 - fraction)) / change);
    }
    fraction = Math.max(0, fraction + change);
  }
  return { spentAfter, endsAt: fraction };
}

/** What was used in a block one window ago, counted from now: negative places are the past. */
function leaving(wanted: ArrayLike<number>, past: ArrayLike<number>, block: number): number {
  return block < 0 ? (past[past.length + block] ?? 0) : (wanted[block] ?? 0);
}
