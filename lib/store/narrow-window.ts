import type { TimeWindow } from "#lib/domain/time-window.ts";

/** Round trips of an interval, which begins at `atMs` (Unix ms). */
export interface IntervalCount {
  readonly atMs: number;
  readonly n: number;
}

/** Where in a list by time to go on, and how much of it. */
export interface TimePage {
  readonly descending: boolean;
  /** Unix ms at which the page before ended; null for the first page. */
  readonly afterMs: number | null;
  readonly limit: number;
}

const GRAINS_MS = [86_400_000, 3_600_000];

/**
 * The part of a window in which a page of a list by time lies, to the day and then to the hour: what `count` tells of intervals
 * from the epoch on, those without any left out, in any order. Null when there is nothing.
 */
export async function narrowWindow(
  window: TimeWindow,
  page: TimePage,
  count: (window: TimeWindow, intervalMs: number) => Promise<readonly IntervalCount[]>,
): Promise<TimeWindow | null> {
  let narrow: TimeWindow = window;
  for (const intervalMs of GRAINS_MS) {
    if (narrow.toMs - narrow.fromMs <= 2 * intervalMs) continue;
    const found = stretchOf(await count(narrow, intervalMs), intervalMs, page);
    if (found === null) return null;
    narrow = {
      fromMs: Math.max(narrow.fromMs, found.fromMs),
      toMs: Math.min(narrow.toMs, found.toMs),
    };
  }
  return narrow;
}

/** From the first interval that may have some of the page to the one with which it is certainly full, or the last. */
function stretchOf(
  counts: readonly IntervalCount[],
  intervalMs: number,
  { descending, afterMs, limit }: TimePage,
): TimeWindow | null {
  const ahead = counts
    .filter(({ atMs }) => afterMs === null || (descending ? atMs <= afterMs : atMs + intervalMs > afterMs))
    .toSorted((a, b) => (descending ? b.atMs - a.atMs : a.atMs - b.atMs));
  let sure = 0;
  const needed = ahead.filter(({ atMs, n }) => {
    if (sure >= limit) return false;
    // Of the interval in which the page before ended, nobody knows how many are behind that.
    const isCut = afterMs !== null && atMs <= afterMs && afterMs < atMs + intervalMs;
    sure += isCut ? 0 : n;
    return true;
  });
  const starts = needed.map(({ atMs }) => atMs);
  return needed.length === 0 ? null : { fromMs: Math.min(...starts), toMs: Math.max(...starts) + intervalMs };
}
