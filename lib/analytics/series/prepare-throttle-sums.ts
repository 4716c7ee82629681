import type { ThrottleSum } from "#lib/analytics/sum-throttles.ts";

/** One sum as a bar. */
export interface ThrottleBar extends ThrottleSum {
  /** Of the largest of all bars, 0 to 1: how long the bar is. */
  readonly lengthShare: number;
  /** Of all time lost, 0 to 1; null when nothing was lost. */
  readonly lostShare: number | null;
}

/** The sums of one dimension, and what those that have no bar of their own cost together. */
export interface ThrottleBars {
  readonly bars: readonly ThrottleBar[];
  readonly others: { readonly count: number; readonly sum: ThrottleBar } | null;
}

/** Prepares a bar for each of the first `most` sums and one for all others together, so that none is left out. */
export function prepareThrottleBars(sums: readonly ThrottleSum[], most: number): ThrottleBars {
  const totalMs = sums.reduce((total, { lostMs }) => total + lostMs, 0);
  // One more bar takes no more room than a line that says that one is missing.
  const own = sums.length === most + 1 ? sums : sums.slice(0, most);
  const rest = sums.slice(own.length);
  const together = {
    value: null,
    throttles: rest.reduce((total, { throttles }) => total + throttles, 0),
    attemptsWasted: rest.reduce((total, { attemptsWasted }) => total + attemptsWasted, 0),
    lostMs: rest.reduce((total, { lostMs }) => total + lostMs, 0),
  };
  const longestMs = Math.max(together.lostMs, ...sums.map(({ lostMs }) => lostMs), 1);
  const bar = (sum: ThrottleSum): ThrottleBar => ({
    ...sum,
    lengthShare: sum.lostMs / longestMs,
    lostShare: totalMs === 0 ? null : sum.lostMs / totalMs,
  });
  return {
    bars: own.map(bar),
    others: rest.length === 0 ? null : { count: rest.length, sum: bar(together) },
  };
}
