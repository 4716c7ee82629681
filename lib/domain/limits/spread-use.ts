import type { BucketWindow } from "./bucket-forecast.ts";
import type { UsageWindow } from "./cut-usage.ts";
import type { UsagePoint } from "./usage-point.ts";
import { type UseByBlock, UseGrid } from "./use-grid.ts";

const DAY_MS = 86_400_000;

/** Enough for two weeks of a 5-hour window and half a year of a weekly one. */
const MOST_BLOCKS = 4_096;

type KnownWindow = BucketWindow & { readonly windowMinutes: number };

/**
 * The length of a block, in ms: a sixtieth of a window of a day or less; of longer ones the hours of which a day is a
 * multiple, some 170 blocks to a window.
 */
export function blockMsOf(windowMinutes: number): number {
  const windowMs = windowMinutes * 60_000;
  if (windowMs <= DAY_MS) return windowMs / 60;
  return DAY_MS / Math.max(1, Math.round((24 * 7 * DAY_MS) / windowMs));
}

/** Spreads what the windows of a bucket that resets tell over blocks of time until `nowMs`. */
export function spreadWindows(
  windows: readonly UsageWindow[],
  { windowMinutes, resolution }: KnownWindow,
  nowMs: number,
): UseByBlock {
  let lastMs = windows[0]?.points[0]?.atMs ?? nowMs;
  const grid = gridSince(lastMs, windowMinutes, nowMs);
  for (const [index, { points, resetsAtMs, startsEmpty }] of windows.entries()) {
    const [first] = points;
    if (first === undefined) continue;
    const beganMs = resetsAtMs === null ? lastMs : resetsAtMs - windowMinutes * 60_000;
    lastMs = startsEmpty ? Math.min(Math.max(lastMs, beganMs), first.atMs) : first.atMs;
    let top = startsEmpty ? 0 : first.usedFraction;
    for (const { atMs, usedFraction } of points) {
      grid.enter(usedFraction - top, lastMs, atMs);
      top = Math.max(top, usedFraction);
      lastMs = atMs;
    }
    const spent = points.find(({ usedFraction }) => isSpent(usedFraction, resolution));
    const nextMs = windows[index + 1]?.points[0]?.atMs ?? nowMs;
    if (spent) grid.markSpent(spent.atMs, Math.min(nextMs, resetsAtMs ?? nextMs));
  }
  return grid.read();
}

/**
 * The same of a bucket that gets back what was used steadily (a token bucket) or a window later (a sliding one), from
 * readings in order of time; and how full it is by now, as nobody has told since the last reading.
 */
export function spreadLeaking(
  points: readonly UsagePoint[],
  { kind, windowMinutes, resolution }: KnownWindow,
  nowMs: number,
): { readonly use: UseByBlock; readonly usedFraction: number } {
  const windowMs = windowMinutes * 60_000;
  const [first] = points;
  let [lastMs, fraction, owed] = [first?.atMs ?? nowMs, first?.usedFraction ?? 0, 0];
  const grid = gridSince(lastMs - windowMs, windowMinutes, nowMs);
  // What a sliding window held at first was used before, nobody knows when: evenly, say.
  if (kind === "sliding") grid.enterEvenly(fraction, lastMs - windowMs, lastMs);
  const given = (toMs: number): number =>
    Math.min(
      fraction,
      kind === "sliding" ? grid.between(lastMs - windowMs, toMs - windowMs) : (toMs - lastMs) / windowMs,
    );
  for (const { atMs, usedFraction } of points) {
    // Rounding makes use seem to shrink now and then; what follows owes that, else noise would count as use.
    const amount = usedFraction - fraction + given(atMs) - owed;
    owed = Math.max(0, -amount);
    // A token bucket is small, and a single call fills much of it at once.
    if (kind === "bucket") grid.enterEvenly(amount, atMs, atMs);
    else grid.enter(amount, lastMs, atMs);
    // Whoever is refused and wants more tries again soon; without a try nobody knows for how long it stayed so.
    if (isSpent(fraction, resolution)) grid.markSpent(lastMs, Math.min(atMs, lastMs + windowMs / 10));
    [lastMs, fraction] = [atMs, usedFraction];
  }
  if (kind !== "sliding") return { use: grid.read(), usedFraction: fraction - given(nowMs) };
  grid.scaleTo(fraction, lastMs - windowMs, lastMs);
  return { use: grid.read(), usedFraction: grid.between(nowMs - windowMs, nowMs) };
}

function gridSince(firstMs: number, windowMinutes: number, nowMs: number): UseGrid {
  const blockMs = blockMsOf(windowMinutes);
  return new UseGrid(
    Math.min(MOST_BLOCKS, Math.max(1, Math.ceil((nowMs - firstMs) / blockMs))),
    blockMs,
    nowMs,
  );
}

function isSpent(usedFraction: number, resolution: number): boolean {
  return usedFraction >= 1 - resolution / 2;
}
