import { cutUsage } from "#lib/domain/limits/cut-usage.ts";
import type { UsagePoint } from "#lib/domain/limits/usage-point.ts";
import type { LedgerPoint } from "./ledger-point.ts";

/** The readings of a bucket as columns, in time order. */
export interface UsageTrack {
  /** Unix ms. */
  readonly times: readonly number[];
  readonly used: readonly number[];
  /** How far `used` may lie from the truth, in such a way that the movement between two is off by no more than both. */
  readonly errors: readonly number[];
  /** Which window a reading lies in: movement is told only within one. */
  readonly windows: readonly number[];
  /** Where a reading tells that all is used, which most providers also tell of what went beyond: then at least so much. */
  readonly isFull: readonly boolean[];
  /** The coarsest step of the readings. */
  readonly resolution: number;
  /** Whether it goes down between resets as often as a bucket that refills. */
  readonly refills: boolean;
}

/** Shares of drops without a reset among all steps, above which a bucket is taken to refill as time passes. */
const REFILLING_SHARE = 0.1;

export function usageTrack(points: readonly LedgerPoint[], windowMinutes: number | null): UsageTrack {
  const resolution = points.reduce((most, point) => Math.max(most, point.resolution), 0);
  const steps = new Map<UsagePoint, number>(points.map((point) => [point, point.resolution]));
  // Equal steps are rounded alike, so that two of them are off by one step in all; unequal ones may not be.
  const isEven = points.every((point) => point.resolution === resolution);
  const windows = cutUsage(points, { windowMinutes, resolution });
  const flat = windows.flatMap(({ points: own }, index) => own.map((point) => ({ point, index })));
  return {
    times: flat.map(({ point }) => point.atMs),
    used: flat.map(({ point }) => point.usedFraction),
    errors: flat.map(({ point }) => (steps.get(point) ?? resolution) * (isEven ? 0.5 : 1)),
    windows: flat.map(({ index }) => index),
    isFull: flat.map(({ point }) => Math.abs(point.usedFraction - 1) < 1e-9),
    resolution,
    refills: dropsUnasked(points, resolution) > REFILLING_SHARE,
  };
}

/** How large a share of the steps goes down although the window that was told has not ended. */
function dropsUnasked(points: readonly LedgerPoint[], resolution: number): number {
  let [moves, drops] = [0, 0];
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    if (before === undefined || before.usedFraction === point.usedFraction) continue;
    moves += 1;
    const isOver = before.resetsAtMs !== null && point.atMs >= before.resetsAtMs;
    if (!isOver && point.usedFraction < before.usedFraction - resolution) drops += 1;
  }
  return moves === 0 ? 0 : drops / moves;
}

/** All upward movement within windows, in shares of the bucket. */
export function totalMovement({ used, windows }: UsageTrack): number {
  return used.reduce((sum, value, index) => {
    const before = used[index - 1];
    return before === undefined || windows[index] !== windows[index - 1]
      ? sum
      : sum + Math.max(0, value - before);
  }, 0);
}
