import type { TokenBucketLimit } from "./limits-configuration.ts";
import { type Meter, TOLERANCE } from "./meter.ts";

/** A bucket that is full at first; a level below 0 is a debt that the refill pays first. */
export function tokenBucketMeter({
  capacity,
  refillPerMinute,
}: Pick<TokenBucketLimit, "capacity" | "refillPerMinute">): Meter {
  const refillPerMs = refillPerMinute / 60_000;
  let level = capacity;
  let changedAtMs = Number.NEGATIVE_INFINITY;

  const levelAt = (nowMs: number): number =>
    level >= capacity ? capacity : Math.min(capacity, level + Math.max(0, nowMs - changedAtMs) * refillPerMs);
  const untilMs = (wanted: number, nowMs: number): number => {
    const missing = wanted - levelAt(nowMs);
    return missing <= TOLERANCE ? 0 : missing / refillPerMs;
  };
  const take = (amount: number, nowMs: number): void => {
    level = Math.min(capacity, levelAt(nowMs) - amount);
    changedAtMs = nowMs;
  };
  return {
    waitMs: (amount, nowMs) => (amount > capacity ? Number.POSITIVE_INFINITY : untilMs(amount, nowMs)),
    take,
    correct: (change, _takenAtMs, nowMs) => take(change, nowMs),
    state(nowMs) {
      const fullInMs = untilMs(capacity, nowMs);
      const resetsAtMs = fullInMs === 0 ? null : nowMs + fullInMs;
      return { limit: capacity, used: capacity - levelAt(nowMs), startedAtMs: null, resetsAtMs };
    },
  };
}
