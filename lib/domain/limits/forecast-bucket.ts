import { assumeFutures } from "./assume-futures.ts";
import type { BucketForecast, BucketWindow } from "./bucket-forecast.ts";
import { cutUsage, orderUsage, resetToleranceMs, type UsageWindow } from "./cut-usage.ts";
import { heldRange, quantileOfSorted } from "./held-range.ts";
import { recallFutures } from "./recall-futures.ts";
import { runBucket } from "./run-bucket.ts";
import { evenShare } from "./spread-evenly.ts";
import { spreadLeaking, spreadWindows } from "./spread-use.ts";
import type { UsagePoint } from "./usage-point.ts";
import type { UseByBlock } from "./use-grid.ts";

/** The share of intervals that hold what they claim; `bench/limits/back-test.ts` measures it. */
const CONFIDENCE = 0.8;

const FUTURES = 96;

/** Assumed futures count as much as so many recalled ones. */
const ASSUMED_WEIGHT = 2;

/** A token bucket is followed for so many times the time in which it fills. */
const BUCKET_REACH = 15;

/** Fewer steps than this say nothing of a slope. */
const LEAST_STEPS = 3;

/** Below this share of a window its pace says nothing. */
const LEAST_ELAPSED = 0.05;

const NOTHING_KNOWN = {
  usedFraction: null,
  resetsAtMs: null,
  pace: null,
  exhaustsAtMs: null,
  exhaustsAtIntervalMs: null,
  chanceOfExhaustion: null,
  projectedFraction: null,
  projectedInterval: null,
  lockOutMs: null,
  confidence: CONFIDENCE,
} as const satisfies Omit<BucketForecast, "gap">;

/**
 * What is to be expected of a bucket until it resets, from its readings up to `nowMs` (Unix ms) in any order. It lets
 * many futures run, drawn from how the bucket was used before at such times of day, and tells where most of them end.
 * A token bucket is followed for fifteen times its window, a sliding window for one.
 */
export function forecastBucket(
  history: readonly UsagePoint[],
  window: BucketWindow,
  nowMs: number,
): BucketForecast {
  const known = history.filter(({ atMs }) => atMs <= nowMs);
  return isLeaking(window)
    ? forecastLeaking(orderUsage(known, resetToleranceMs(window.windowMinutes)), window, nowMs)
    : forecastResetting(cutUsage(known, window), window, nowMs);
}

/** Whether a bucket gets back what was used bit by bit, and not all at once. */
function isLeaking({ kind }: BucketWindow): boolean {
  return kind === "sliding" || kind === "bucket";
}

function forecastResetting(
  windows: readonly UsageWindow[],
  window: BucketWindow,
  nowMs: number,
): BucketForecast {
  const current = windows.at(-1);
  if (current === undefined) return { ...NOTHING_KNOWN, gap: "tooLittleSeen" };
  const { points, resetsAtMs } = current;
  const { windowMinutes } = window;
  const lastMs = points.at(-1)?.atMs ?? nowMs;
  // Where nobody tells the reset, a window is over at the latest when its length has passed.
  const overMs = resetsAtMs ?? lastMs + (windowMinutes ?? Number.POSITIVE_INFINITY) * 60_000;
  if (overMs <= nowMs) return { ...NOTHING_KNOWN, gap: "windowOver" };
  const usedFraction = points.reduce((most, point) => Math.max(most, point.usedFraction), 0);
  const pace = paceOf(usedFraction, resetsAtMs, windowMinutes, nowMs);
  const told = { ...NOTHING_KNOWN, usedFraction, resetsAtMs, pace };
  const spentAt = points.find((point) => point.usedFraction >= 1)?.atMs;
  if (spentAt !== undefined) return spent(told, spentAt);
  if (windowMinutes === null || resetsAtMs === null) return { ...told, gap: "noReset" };
  const use = spreadWindows(windows, { ...window, windowMinutes }, nowMs);
  if (isTooLittle(use, window)) return { ...told, gap: "tooLittleSeen" };
  const futures = readFutures(usedFraction, use, {
    window,
    windowMs: windowMinutes * 60_000,
    reachMs: resetsAtMs - nowMs,
    nowMs,
  });
  const lockOutMs = futures.exhaustsAtMs === null ? 0 : resetsAtMs - futures.exhaustsAtMs;
  return { ...told, ...futures, lockOutMs, gap: null };
}

function forecastLeaking(points: readonly UsagePoint[], window: BucketWindow, nowMs: number): BucketForecast {
  const last = points.at(-1);
  if (last === undefined) return { ...NOTHING_KNOWN, gap: "tooLittleSeen" };
  const { windowMinutes } = window;
  if (windowMinutes === null) {
    // How fast it gets back what was used is unknown, but not when it has got back all of it.
    if (last.resetsAtMs !== null && last.resetsAtMs <= nowMs) return { ...NOTHING_KNOWN, gap: "windowOver" };
    return { ...NOTHING_KNOWN, usedFraction: last.usedFraction, gap: "noReset" };
  }
  const { use, usedFraction } = spreadLeaking(points, { ...window, windowMinutes }, nowMs);
  const told = { ...NOTHING_KNOWN, usedFraction };
  if (isTooLittle(use, window)) return { ...told, gap: "tooLittleSeen" };
  const windowMs = windowMinutes * 60_000;
  const reachMs = window.kind === "bucket" ? BUCKET_REACH * windowMs : windowMs;
  if (usedFraction >= 1) return spent(told, last.atMs);
  return { ...told, ...readFutures(usedFraction, use, { window, windowMs, reachMs, nowMs }), gap: null };
}

function isTooLittle({ total }: UseByBlock, { resolution }: BucketWindow): boolean {
  return (total.at(-1) ?? 0) < LEAST_STEPS * resolution * 0.999;
}

/** Lets the futures run and reads off them what they have in common. */
function readFutures(
  usedFraction: number,
  use: UseByBlock,
  of: {
    readonly window: BucketWindow;
    readonly windowMs: number;
    readonly reachMs: number;
    readonly nowMs: number;
  },
) {
  const { window, windowMs, reachMs, nowMs } = of;
  const blocks = reachMs / use.blockMs;
  const windowBlocks = Math.round(windowMs / use.blockMs);
  const shape = { blocks: Math.ceil(blocks), windowBlocks, nowMs, floor: Math.max(window.resolution, 1e-3) };
  const futures = possibleFutures(use, shape);
  const runs = futures.map((wanted, index) => {
    // The true fraction lies anywhere within the step that was told.
    const start = Math.max(0, usedFraction + (evenShare(index, 3) - 0.5) * window.resolution);
    return runBucket(start, wanted, use.used, { kind: window.kind, blocks, windowBlocks });
  });
  const ends = Float64Array.from(runs, ({ endsAt }) => endsAt).sort();
  const instants = Float64Array.from(runs, ({ spentAfter }) => nowMs + spentAfter * use.blockMs).sort();
  const chance = instants.filter(Number.isFinite).length / instants.length;
  const median = quantileOfSorted(instants, 0.5);
  const { from, to } = heldRange(instants, CONFIDENCE, {
    isHighest: (instant) => instant === Number.POSITIVE_INFINITY,
  });
  const lasts = 1 - chance >= CONFIDENCE;
  const half = window.resolution / 2;
  const range = heldRange(ends, CONFIDENCE, {
    // Nothing more wanted at all, or so little of late that all has come back.
    isLowest: (end) => end <= (isLeaking(window) ? 0 : usedFraction) + window.resolution / 2,
  });
  return {
    chanceOfExhaustion: chance,
    exhaustsAtMs: Number.isFinite(median) ? median : null,
    exhaustsAtIntervalMs: lasts ? null : { fromMs: from, toMs: Number.isFinite(to) ? to : null },
    projectedFraction: quantileOfSorted(ends, 0.5),
    projectedInterval: isLeaking(window)
      ? { from: Math.max(0, range.from - half), to: range.to + half }
      : range,
  };
}

/** Recalled futures and assumed ones, by the weight of what there is to recall. */
function possibleFutures(
  use: UseByBlock,
  shape: {
    readonly blocks: number;
    readonly windowBlocks: number;
    readonly nowMs: number;
    readonly floor: number;
  },
): readonly Float64Array[] {
  const recalled = recallFutures(use, { ...shape, n: FUTURES });
  const assumed = Math.max(6, Math.round((FUTURES * ASSUMED_WEIGHT) / (ASSUMED_WEIGHT + recalled.weight)));
  const kept = recalled.futures.filter(
    (_, index) =>
      Math.floor(((index + 1) * (FUTURES - assumed)) / FUTURES) >
      Math.floor((index * (FUTURES - assumed)) / FUTURES),
  );
  return [...kept, ...assumeFutures(use, { ...shape, n: FUTURES - kept.length })];
}

function paceOf(
  usedFraction: number,
  resetsAtMs: number | null,
  windowMinutes: number | null,
  nowMs: number,
): number | null {
  if (resetsAtMs === null || windowMinutes === null) return null;
  const elapsed = 1 - (resetsAtMs - nowMs) / (windowMinutes * 60_000);
  return elapsed < LEAST_ELAPSED ? null : usedFraction / Math.min(1, elapsed);
}

/** Of a bucket that is spent nothing is left to guess. */
function spent(told: Omit<BucketForecast, "gap">, sinceMs: number): BucketForecast {
  const { usedFraction, resetsAtMs } = told;
  return {
    ...told,
    exhaustsAtMs: sinceMs,
    exhaustsAtIntervalMs: { fromMs: sinceMs, toMs: sinceMs },
    chanceOfExhaustion: 1,
    projectedFraction: usedFraction,
    projectedInterval: usedFraction === null ? null : { from: usedFraction, to: usedFraction },
    lockOutMs: resetsAtMs === null ? null : resetsAtMs - sinceMs,
    gap: null,
  };
}
