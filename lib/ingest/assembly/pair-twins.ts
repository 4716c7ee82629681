import type { Observation } from "#lib/domain/observation.ts";

/** A stretch of time that somebody reported; a point has no start. */
export type Stretch = Pick<Observation, "key" | "startMs" | "atMs">;

/** Clients stamp logs in whole milliseconds and a little late: what lasted less may seem to lie beside its span. */
const TOLERANCE_MS = 5;

/**
 * Pairs each span with at most one log that may tell of the same thing: their times mostly overlap, and of all such
 * pairs the ones whose ends lie closest are made first. Returns the key of the log for the key of its span; the order
 * of the arguments makes no difference.
 */
export function pairTwins<T extends Stretch>(
  spans: readonly T[],
  logs: readonly T[],
  mayBeOne: (span: T, log: T) => boolean,
): Map<string, T> {
  const byEnd = logs.toSorted((a, b) => a.atMs - b.atMs || compare(a.key, b.key));
  const candidates = spans.flatMap((span) =>
    nearest(byEnd, span.atMs)
      .filter((log) => mostlyOverlap(span, log) && mayBeOne(span, log))
      .map((log) => ({ span, log, apartMs: apartMs(span, log) })),
  );
  const twins = new Map<string, T>();
  const taken = new Set<string>();
  for (const { span, log } of candidates.toSorted(
    (a, b) => a.apartMs - b.apartMs || compare(a.span.key, b.span.key) || compare(a.log.key, b.log.key),
  )) {
    if (twins.has(span.key) || taken.has(log.key)) continue;
    twins.set(span.key, log);
    taken.add(log.key);
  }
  return twins;
}

/** A log is written when its thing ends, so its twin is among the nearest; so many calls never end at once. */
const NEAREST = 32;

function nearest<T extends Stretch>(byEnd: readonly T[], atMs: number): readonly T[] {
  let [low, high] = [0, byEnd.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((byEnd[middle]?.atMs ?? atMs) < atMs) low = middle + 1;
    else high = middle;
  }
  return byEnd.slice(Math.max(0, low - NEAREST), low + NEAREST);
}

function mostlyOverlap(a: Stretch, b: Stretch): boolean {
  const sharedMs = Math.min(a.atMs, b.atMs) - Math.max(startOf(a), startOf(b));
  return (
    sharedMs + TOLERANCE_MS >= Math.min(a.atMs - startOf(a), b.atMs - startOf(b)) / 2 &&
    sharedMs >= -TOLERANCE_MS
  );
}

function apartMs(a: Stretch, b: Stretch): number {
  return Math.abs(startOf(a) - startOf(b)) + Math.abs(a.atMs - b.atMs);
}

function startOf({ startMs, atMs }: Stretch): number {
  return startMs ?? atMs;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
