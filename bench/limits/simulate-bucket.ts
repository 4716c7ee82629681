import type { BucketWindow } from "#lib/domain/limits/bucket-forecast.ts";
import type { UsagePoint } from "#lib/domain/limits/usage-point.ts";
import type { Habit } from "./habits.ts";

/** A Monday, 00:00 UTC. */
const START_MS = Date.UTC(2026, 0, 5);

/** What came of a bucket after a moment. */
export interface Aftermath {
  /** Unix ms; null when it lasted until the window's end, or to the end of the forecast's reach. */
  readonly spentAtMs: number | null;
  /** The used fraction at the end; null when nobody knows what would have been used, as calls were refused. */
  readonly endsAt: number | null;
  readonly endMs: number;
}

/** The readings of a bucket, and what came of it, for whoever wants to know how well that was foreseen. */
export interface BucketHistory {
  readonly label: string;
  readonly window: BucketWindow & { readonly windowMinutes: number };
  /** How exactly instants are known. */
  readonly stepMs: number;
  /** In order of time. */
  readonly points: readonly UsagePoint[];
  /** Null where there is nothing to foresee: no window is open, the bucket is spent, or the history ends too soon. */
  readonly aftermath: (nowMs: number) => Aftermath | null;
}

export interface SimulatedKind {
  readonly windowMinutes: number;
  readonly kind: "fixed" | "sliding" | "bucket";
  readonly stepMs: number;
  /** How long the history goes on, in windows. */
  readonly windows: number;
}

/**
 * A bucket that somebody with such a habit uses: calls are refused while it is spent, and each call that is made tells
 * the used fraction, in whole percents, and a trembling reset. The size of the bucket is drawn, some are far too small.
 */
export function simulateBucket(
  label: string,
  habit: Habit,
  of: SimulatedKind,
  random: () => number,
): BucketHistory {
  const windowSteps = Math.round((of.windowMinutes * 60_000) / of.stepMs);
  const steps = windowSteps * of.windows;
  const wanted = scaled(habit(steps, of.stepMs, random), windowSteps, 0.25 * 6 ** random());
  const rounds = random() < 0.5 ? Math.round : Math.floor;
  const meter =
    of.kind === "fixed"
      ? fixedMeter(windowSteps)
      : of.kind === "sliding"
        ? slidingMeter(windowSteps)
        : tokenMeter(windowSteps);
  const used = new Float64Array(steps);
  const taken = new Float64Array(steps);
  const ends = new Float64Array(steps);
  const points: UsagePoint[] = [];
  let toldStep = Number.NEGATIVE_INFINITY;
  for (let step = 0; step < steps; step++) {
    const want = wanted[step] ?? 0;
    const { fraction, endStep, accepted } = meter(step, want);
    taken[step] = accepted;
    used[step] = fraction;
    ends[step] = endStep;
    const usedFraction = Math.min(1, rounds(fraction * 100) / 100);
    const isNews = usedFraction !== points.at(-1)?.usedFraction || step - toldStep >= windowSteps / 60;
    if (want === 0 || !isNews) continue;
    toldStep = step;
    const atMs = START_MS + (step + 1) * of.stepMs;
    const resetsAtMs =
      of.kind === "fixed"
        ? START_MS + endStep * of.stepMs + Math.round((random() - 0.5) * Math.min(6_000, of.stepMs))
        : null;
    points.push({ atMs, usedFraction, resetsAtMs });
  }
  return {
    label,
    window: { windowMinutes: of.windowMinutes, kind: of.kind, resolution: 0.01 },
    stepMs: of.stepMs,
    points,
    aftermath: (nowMs) => {
      // Step `now` has just ended.
      const now = Math.round((nowMs - START_MS) / of.stepMs) - 1;
      const fraction = used[now] ?? 0;
      const end =
        of.kind === "fixed" ? (ends[now] ?? 0) : now + 1 + (of.kind === "bucket" ? 15 : 1) * windowSteps;
      if (end <= now + 1 || end > steps || fraction >= 1) return null;
      const run = runOn(wanted, taken, { now, end, fraction, windowSteps, kind: of.kind });
      return {
        spentAtMs: run.spentStep === null ? null : START_MS + (run.spentStep + 1) * of.stepMs,
        endsAt: run.fraction,
        endMs: START_MS + end * of.stepMs,
      };
    },
  };
}

/** What would be used if nothing were refused from now on, and when the limit is first reached. */
function runOn(
  wanted: Float64Array,
  taken: Float64Array,
  of: {
    readonly now: number;
    readonly end: number;
    readonly fraction: number;
    readonly windowSteps: number;
    readonly kind: string;
  },
): { readonly spentStep: number | null; readonly fraction: number } {
  let fraction = of.fraction;
  let spentStep: number | null = null;
  const left = (step: number) => (step <= of.now ? taken[step] : wanted[step]) ?? 0;
  for (let step = of.now + 1; step < of.end; step++) {
    const leaves =
      of.kind === "bucket" ? 1 / of.windowSteps : of.kind === "sliding" ? left(step - of.windowSteps) : 0;
    fraction = Math.max(0, fraction - leaves) + (wanted[step] ?? 0);
    if (fraction >= 1) spentStep ??= step;
  }
  return { spentStep, fraction };
}

/** Makes the fuller ones of the windows want `target` times what there is. */
function scaled(wanted: Float64Array, windowSteps: number, target: number): Float64Array {
  const sums: number[] = [];
  for (let from = 0; from < wanted.length; from += windowSteps) {
    sums.push(wanted.subarray(from, from + windowSteps).reduce((all, one) => all + one, 0));
  }
  const worked = sums.filter((one) => one > 0).sort((a, b) => a - b);
  const full = worked[Math.floor(worked.length * 0.7)] ?? 1;
  return wanted.map((one) => (one * target) / full);
}

interface Metered {
  readonly fraction: number;
  readonly endStep: number;
  readonly accepted: number;
}

type Meter = (step: number, want: number) => Metered;

/** A window that opens with the first use after the last one closed. */
function fixedMeter(windowSteps: number): Meter {
  let [endStep, fraction] = [0, 0];
  return (step, want) => {
    if (step >= endStep) {
      fraction = 0;
      if (want > 0) endStep = step + windowSteps;
    }
    const accepted = fraction < 1 ? want : 0;
    fraction += accepted;
    return { fraction, endStep, accepted };
  };
}

function slidingMeter(windowSteps: number): Meter {
  const held: number[] = [];
  let fraction = 0;
  return (step, want) => {
    fraction = Math.max(0, fraction - (held[step - windowSteps] ?? 0));
    const accepted = fraction < 1 ? want : 0;
    held.push(accepted);
    fraction += accepted;
    return { fraction, endStep: step + windowSteps, accepted };
  };
}

function tokenMeter(windowSteps: number): Meter {
  let fraction = 0;
  return (step, want) => {
    fraction = Math.max(0, fraction - 1 / windowSteps);
    const accepted = fraction < 1 ? want : 0;
    fraction += accepted;
    return { fraction, endStep: step + windowSteps, accepted };
  };
}
