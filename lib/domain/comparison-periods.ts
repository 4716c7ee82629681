import type { TimeWindow } from "./time-window.ts";

/** Windows of the same length that a window can be held against. */
export interface ComparisonPeriods {
  /** The one that ends where the window begins. */
  readonly before: TimeWindow;
  /**
   * The same days and hours in an earlier week (of 7 × 24 hours): the one before, or for a window of more than a week the
   * latest that does not reach into it.
   */
  readonly weekBefore: TimeWindow;
}

const WEEK_MS = 7 * 24 * 3_600_000;

/** What to compare a window with. */
export function comparisonPeriods({ fromMs, toMs }: TimeWindow): ComparisonPeriods {
  const lengthMs = toMs - fromMs;
  const weeksMs = Math.max(1, Math.ceil(lengthMs / WEEK_MS)) * WEEK_MS;
  return {
    before: { fromMs: fromMs - lengthMs, toMs: fromMs },
    weekBefore: { fromMs: fromMs - weeksMs, toMs: toMs - weeksMs },
  };
}
