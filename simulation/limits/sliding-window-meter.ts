import type { SlidingWindowLimit } from "./limits-configuration.ts";
import { type Meter, TOLERANCE } from "./meter.ts";

/** A log of what was taken when; each entry leaves the window on its own. */
export function slidingWindowMeter({
  windowMinutes,
  limit,
}: Pick<SlidingWindowLimit, "windowMinutes" | "limit">): Meter {
  const lengthMs = windowMinutes * 60_000;
  /** Oldest first. */
  let entries: { readonly atMs: number; amount: number }[] = [];
  /** Entries before this one have left. */
  let first = 0;
  let used = 0;

  const hasLeft = (atMs: number, nowMs: number): boolean => atMs + lengthMs <= nowMs + TOLERANCE;
  /** What is used at a moment, and the first entry that still counts then. */
  const countAt = (nowMs: number): { readonly used: number; readonly first: number } => {
    let left = used;
    let index = first;
    for (; index < entries.length; index += 1) {
      const entry = entries[index];
      if (entry === undefined || !hasLeft(entry.atMs, nowMs)) break;
      left -= entry.amount;
    }
    // What does not add up exactly must not pile up.
    return { used: index === entries.length ? 0 : left, first: index };
  };
  const forget = (nowMs: number): void => {
    ({ used, first } = countAt(nowMs));
    if (first < 1024 || first < entries.length / 2) return;
    entries = entries.slice(first);
    first = 0;
  };
  return {
    waitMs(amount, nowMs) {
      if (amount > limit) return Number.POSITIVE_INFINITY;
      const now = countAt(nowMs);
      let left = now.used;
      let waitMs = 0;
      for (let index = now.first; left + amount > limit + TOLERANCE; index += 1) {
        const entry = entries[index];
        if (entry === undefined) break;
        left -= entry.amount;
        waitMs = entry.atMs + lengthMs - nowMs;
      }
      return waitMs;
    },
    take(amount, nowMs) {
      forget(nowMs);
      used += amount;
      const last = entries.at(-1);
      if (last?.atMs === nowMs) last.amount += amount;
      else entries.push({ atMs: nowMs, amount });
    },
    correct(change, takenAtMs, nowMs) {
      forget(nowMs);
      const index = entries.findLastIndex(({ atMs }) => atMs <= takenAtMs);
      const entry = entries[index];
      if (index < first || entry?.atMs !== takenAtMs) return;
      entry.amount += change;
      used += change;
    },
    state(nowMs) {
      const now = countAt(nowMs);
      const last = now.first < entries.length ? entries.at(-1) : undefined;
      const resetsAtMs = last === undefined ? null : last.atMs + lengthMs;
      return { limit, used: now.used, startedAtMs: null, resetsAtMs };
    },
  };
}
