import type { BucketWindow } from "./bucket-forecast.ts";
import type { UsageWindow } from "./cut-usage.ts";

const DAY_MS = 86_400_000;

/** Enough for two weeks of a 5-hour window and half a year of a weekly one. */
const MOST_BLOCKS = 4_096;

/** A reading after a long pause tells of use just before it: as much as this per block at most, else longer ago. */
const MOST_PER_BLOCK = 0.02;

/** What was used of a bucket, block of time by block of time, resets taken out. The last block ends now. */
export interface UseByBlock {
  readonly blockMs: number;
  /** Fraction of the limit used in each block. */
  readonly used: Float64Array;
  /** `total[i]` is what was used before block i. */
  readonly total: Float64Array;
  /** 1 for blocks in which the bucket was spent, so that what would have been used is unknown. */
  readonly spent: Uint8Array;
}

/**
 * The length of a block, in ms: a sixtieth of a window of a day or less; of longer ones the hours of which a day is a
 * multiple, some 170 blocks to a window.
 */
export function blockMsOf(windowMinutes: number): number {
  const windowMs = windowMinutes * 60_000;
  if (windowMs <= DAY_MS) return windowMs / 60;
  return DAY_MS / Math.max(1, Math.round((24 * 7 * DAY_MS) / windowMs));
}

/** Spreads what windows of readings tell over blocks of time until `nowMs`. */
export function spreadUse(
  windows: readonly UsageWindow[],
  window: BucketWindow & { readonly windowMinutes: number },
  nowMs: number,
): UseByBlock {
  const blockMs = blockMsOf(window.windowMinutes);
  const windowMs = window.windowMinutes * 60_000;
  const first = windows[0]?.points[0];
  // What a sliding window held at first was used before, nobody knows when: evenly, say.
  const isSliding = window.kind === "sliding";
  const firstMs = (first?.atMs ?? nowMs) - (isSliding ? windowMs : 0);
  const n = Math.min(MOST_BLOCKS, Math.max(1, Math.ceil((nowMs - firstMs) / blockMs)));
  const fromMs = nowMs - n * blockMs;
  const used = new Float64Array(n);
  const spent = new Uint8Array(n);
  const spread = (amount: number, startMs: number, endMs: number) => {
    const blocks = Math.max(1, amount / MOST_PER_BLOCK);
    addBetween(
      used,
      amount,
      (Math.max(startMs, endMs - blocks * blockMs) - fromMs) / blockMs,
      (endMs - fromMs) / blockMs,
    );
  };
  const markSpent = (startMs: number, endMs: number) =>
    spent.fill(
      1,
      clamp(Math.floor((startMs - fromMs) / blockMs), n),
      clamp(Math.ceil((endMs - fromMs) / blockMs), n),
    );
  let lastMs = first?.atMs ?? nowMs;
  let overdrawn = 0;
  if (isSliding && first !== undefined)
    addBetween(used, first.usedFraction, (firstMs - fromMs) / blockMs, (lastMs - fromMs) / blockMs);
  for (const [index, { points, resetsAtMs, startsEmpty }] of windows.entries()) {
    let top = startsEmpty ? 0 : (points[0]?.usedFraction ?? 0);
    const beganMs = resetsAtMs === null ? lastMs : resetsAtMs - windowMs;
    if (startsEmpty) lastMs = Math.min(Math.max(lastMs, beganMs), points[0]?.atMs ?? lastMs);
    for (const { atMs, usedFraction } of points) {
      const given =
        window.kind === "bucket"
          ? Math.min(top, (atMs - lastMs) / windowMs)
          : isSliding
            ? between(used, (lastMs - windowMs - fromMs) / blockMs, (atMs - windowMs - fromMs) / blockMs)
            : 0;
      // Rounding makes use seem to shrink now and then; that is owed by what follows, else noise would count as use.
      const amount = usedFraction - top + given - overdrawn;
      overdrawn = isSliding ? Math.max(0, -amount) : 0;
      if (amount > 0) spread(amount, lastMs, atMs);
      top = window.kind === "bucket" || isSliding ? usedFraction : Math.max(top, usedFraction);
      lastMs = atMs;
    }
    if (top >= 1 - window.resolution / 2 && window.kind !== "bucket" && !isSliding) {
      const since =
        points.find(({ usedFraction }) => usedFraction >= 1 - window.resolution / 2)?.atMs ?? lastMs;
      markSpent(since, windows[index + 1]?.points[0]?.atMs ?? nowMs);
    }
  }
  return { blockMs, used, total: runningTotal(used), spent };
}

/** What was used between two places on the grid of blocks. */
function between(used: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let block = Math.max(0, Math.floor(from)); block < Math.min(used.length, to); block++) {
    sum += (used[block] ?? 0) * (Math.min(to, block + 1) - Math.max(from, block));
  }
  return sum;
}

/** Adds an amount evenly between two places on the grid of blocks; what lies before the grid is left out. */
function addBetween(used: Float64Array, amount: number, from: number, to: number): void {
  const last = Math.min(used.length - 1, Math.max(0, Math.ceil(to) - 1));
  if (to <= 0) return;
  if (to - from < 1e-9) {
    used[last] = (used[last] ?? 0) + amount;
    return;
  }
  for (let block = Math.max(0, Math.floor(from)); block <= last; block++) {
    const share = (Math.min(to, block + 1) - Math.max(from, block)) / (to - from);
    if (share > 0) used[block] = (used[block] ?? 0) + amount * share;
  }
}

function runningTotal(used: Float64Array): Float64Array {
  const total = new Float64Array(used.length + 1);
  for (let block = 0; block < used.length; block++)
    total[block + 1] = (total[block] ?? 0) + (used[block] ?? 0);
  return total;
}

function clamp(block: number, n: number): number {
  return Math.min(n, Math.max(0, block));
}
