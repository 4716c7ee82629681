import type { UsagePoint } from "./usage-point.ts";

/** The readings of one window of a bucket. */
export interface UsageWindow {
  /** In order of time, one for each instant. */
  readonly points: readonly UsagePoint[];
  /** As first told in this window; null when nobody said. */
  readonly resetsAtMs: number | null;
  /** Whether it is known to have begun at nothing used, so that all that its first reading tells was used in it. */
  readonly startsEmpty: boolean;
}

/** A source that lags tells at most so many old readings between newer ones of others. */
const MOST_STALE = 3;

/**
 * How far two told ends of one window may lie apart, in ms: providers round them, or derive them from a clock of their
 * own. At most 5 minutes, and 5 % of a short window.
 */
export function resetToleranceMs(windowMinutes: number | null): number {
  return windowMinutes === null ? 60_000 : Math.min(300_000, windowMinutes * 3_000);
}

/**
 * Cuts the history of a bucket, in any order and with repeats, into its windows, oldest first. A window begins where
 * the told reset moves on, where the last one has passed, and where less is used than before by more than
 * `resolution`. Readings that fall behind and are outdone at once came late, and are left out.
 */
export function cutUsage(
  history: readonly UsagePoint[],
  { windowMinutes, resolution }: { readonly windowMinutes: number | null; readonly resolution: number },
): UsageWindow[] {
  const tolerance = resetToleranceMs(windowMinutes);
  const points = orderUsage(history, tolerance);
  const windows: { points: UsagePoint[]; resetsAtMs: number | null; startsEmpty: boolean; top: number }[] =
    [];
  for (const [index, point] of points.entries()) {
    const current = windows.at(-1);
    if (current === undefined) {
      windows.push({
        points: [point],
        resetsAtMs: point.resetsAtMs,
        startsEmpty: false,
        top: point.usedFraction,
      });
      continue;
    }
    const fell = point.usedFraction < current.top - resolution * 1.001;
    const known = current.resetsAtMs;
    const over = known !== null && point.atMs >= known + tolerance;
    const moved = known === null || point.resetsAtMs === null ? 0 : point.resetsAtMs - known;
    const movedOn = moved > tolerance;
    const behind = fell || moved < -tolerance;
    if (
      !over &&
      !movedOn &&
      behind &&
      isOutdone(points, index, current.top, known, { tolerance, resolution })
    )
      continue;
    if (over || movedOn || behind) {
      const startsEmpty = over || (movedOn && (fell || point.atMs >= (known ?? 0) - tolerance));
      windows.push({ points: [point], resetsAtMs: point.resetsAtMs, startsEmpty, top: point.usedFraction });
      continue;
    }
    current.points.push(point);
    current.resetsAtMs ??= point.resetsAtMs;
    current.top = Math.max(current.top, point.usedFraction);
  }
  return windows.map(({ points: own, resetsAtMs, startsEmpty }) => ({
    points: own,
    resetsAtMs,
    startsEmpty,
  }));
}

/** Sorted by time; of several readings at one instant the one of the later window, then the fullest, as use only grows. */
export function orderUsage(history: readonly UsagePoint[], tolerance: number): UsagePoint[] {
  const sorted = history
    .filter(({ atMs, usedFraction }) => Number.isFinite(atMs) && Number.isFinite(usedFraction))
    .sort((a, b) => a.atMs - b.atMs);
  const ordered: UsagePoint[] = [];
  for (const point of sorted) {
    const last = ordered.at(-1);
    if (last?.atMs !== point.atMs) ordered.push(point);
    else {
      const later = (point.resetsAtMs ?? 0) - (last.resetsAtMs ?? 0);
      const wins = Math.abs(later) > tolerance ? later > 0 : point.usedFraction > last.usedFraction;
      if (wins) ordered[ordered.length - 1] = point;
    }
  }
  return ordered;
}

/** Whether one of the next readings is back where the window was: then a late reading stood between, no new window. */
function isOutdone(
  points: readonly UsagePoint[],
  index: number,
  top: number,
  resetsAtMs: number | null,
  { tolerance, resolution }: { readonly tolerance: number; readonly resolution: number },
): boolean {
  return points
    .slice(index + 1, index + 1 + MOST_STALE)
    .some(
      (next) =>
        next.usedFraction >= top - resolution * 1.001 &&
        (resetsAtMs === null ||
          ((next.resetsAtMs === null || Math.abs(next.resetsAtMs - resetsAtMs) <= tolerance) &&
            next.atMs < resetsAtMs)),
    );
}
