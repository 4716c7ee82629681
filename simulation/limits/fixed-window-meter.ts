import type { FixedWindowLimit } from "./limits-configuration.ts";
import { type Meter, TOLERANCE } from "./meter.ts";

/** A window that ends all at once. */
export function fixedWindowMeter({
  windowMinutes,
  limit,
  begins,
}: Pick<FixedWindowLimit, "windowMinutes" | "limit" | "begins">): Meter {
  const lengthMs = windowMinutes * 60_000;
  let startedAtMs: number | null = null;
  let used = 0;

  /** When the window of that moment began; null when none has. */
  const startAt = (nowMs: number): number | null => {
    if (begins === "aligned") return Math.floor((nowMs + TOLERANCE) / lengthMs) * lengthMs;
    return startedAtMs !== null && nowMs + TOLERANCE < startedAtMs + lengthMs ? startedAtMs : null;
  };
  const usedAt = (nowMs: number): number => {
    const start = startAt(nowMs);
    return start !== null && start === startedAtMs ? used : 0;
  };
  return {
    waitMs(amount, nowMs) {
      if (amount > limit) return Number.POSITIVE_INFINITY;
      if (usedAt(nowMs) + amount <= limit + TOLERANCE) return 0;
      return (startAt(nowMs) ?? nowMs) + lengthMs - nowMs;
    },
    take(amount, nowMs) {
      // Nothing is no first use.
      if (amount === 0) return;
      used = usedAt(nowMs) + amount;
      startedAtMs = startAt(nowMs) ?? nowMs;
    },
    correct(change, takenAtMs, nowMs) {
      const start = startAt(nowMs);
      if (start !== null && start === startedAtMs && takenAtMs + TOLERANCE >= start) used += change;
    },
    state(nowMs) {
      const start = startAt(nowMs);
      const resetsAtMs = start === null ? null : start + lengthMs;
      return { limit, used: usedAt(nowMs), startedAtMs: start, resetsAtMs };
    },
  };
}
