import type { BucketWindow } from "#lib/domain/limits/bucket-forecast.ts";
import type { UsagePoint } from "#lib/domain/limits/usage-point.ts";

/** What most tools tell: as the window has gone on average, so it goes on. */
export interface NaiveForecast {
  readonly exhaustsAtMs: number | null;
  readonly projectedFraction: number;
  /** What the rounding of the told fraction leaves open; no tool shows even this. */
  readonly projectedInterval: { readonly from: number; readonly to: number };
  readonly exhaustsAtIntervalMs: { readonly fromMs: number; readonly toMs: number | null } | null;
}

/** The mean slope of the window, or of the last one where windows do not end, up to `nowMs`, drawn on to `endMs`. */
export function forecastNaively(
  points: readonly UsagePoint[],
  of: BucketWindow & { readonly windowMinutes: number; readonly endMs: number },
  nowMs: number,
): NaiveForecast {
  const windowMs = of.windowMinutes * 60_000;
  const ends = of.kind === "fixed" || of.kind === "unknown";
  const beganMs = ends ? of.endMs - windowMs : nowMs - windowMs;
  const used = points.findLast(({ atMs }) => atMs <= nowMs)?.usedFraction ?? 0;
  const before = ends ? 0 : (points.findLast(({ atMs }) => atMs <= beganMs)?.usedFraction ?? 0);
  const slopeOf = (off: number): number => Math.max(0, used - before + off) / Math.max(1, nowMs - beganMs);
  const reaches = (off: number): number => used + off + slopeOf(off) * (of.endMs - nowMs);
  const spentAt = (off: number): number | null => {
    const atMs = nowMs + Math.max(0, 1 - used - off) / slopeOf(off);
    return atMs < of.endMs ? atMs : null;
  };
  const fromMs = spentAt(of.resolution);
  return {
    exhaustsAtMs: spentAt(0),
    projectedFraction: reaches(0),
    projectedInterval: { from: reaches(-of.resolution), to: reaches(of.resolution) },
    exhaustsAtIntervalMs: fromMs === null ? null : { fromMs, toMs: spentAt(-of.resolution) },
  };
}
