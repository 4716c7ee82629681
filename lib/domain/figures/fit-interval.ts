import type { TimeWindow } from "../time-window.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const INTERVALS_MS = [
  ...[1 / 6, 0.5, 1, 2, 5, 10, 15, 30].map((n) => n * MINUTE_MS),
  ...[1, 2, 3, 4, 6, 12].map((n) => n * HOUR_MS),
  ...[1, 2, 7, 14, 28].map((n) => n * DAY_MS),
];

/** A longer window is divided into whole hours, which are rolled up. */
const LONGEST_FINE_MS = 6 * HOUR_MS;

/** How finely a window may be divided. */
export interface IntervalLimits {
  /** How many intervals there may be. */
  readonly most: number;
  /** A longer window, in ms, is divided into whole days. */
  readonly longestHourlyMs: number;
}

/** Of a line over time: more points than these tell a reader nothing. */
export const FINEST: IntervalLimits = { most: 60, longestHourlyMs: 10 * DAY_MS };

/**
 * The shortest round interval, in ms, of which `most` cover the window when they are counted from the epoch, so that
 * roll-ups can answer.
 */
export function fitInterval({ fromMs, toMs }: TimeWindow, { most, longestHourlyMs }: IntervalLimits): number {
  const lengthMs = toMs - fromMs;
  const shortestMs = lengthMs > longestHourlyMs ? DAY_MS : lengthMs > LONGEST_FINE_MS ? HOUR_MS : 0;
  const fits = (intervalMs: number) => Math.ceil(toMs / intervalMs) - Math.floor(fromMs / intervalMs) <= most;
  const fitting = INTERVALS_MS.find((intervalMs) => intervalMs >= shortestMs && fits(intervalMs));
  // One less, since both ends of the window may cut an interval.
  return fitting ?? Math.ceil(lengthMs / (most - 1) / DAY_MS) * DAY_MS;
}
