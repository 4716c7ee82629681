import type { RateLimitReading } from "../rate-limits/rate-limit-reading.ts";
import type { ExchangeRecord } from "../recording/exchange-record.ts";

/** A bucket is told of at most so often: many calls a second would say the same many times over. */
const EVERY_MS = 1_000;
/** Buckets that are remembered; more of them only come from something broken. */
const BUCKETS_MAX = 512;

/** Keeps back readings of a bucket that was told of a moment ago. */
export class ReadingFilter {
  readonly #toldAtMs = new Map<string, number>();

  /** Those that are to be told; of a refused attempt, all of them. */
  select(record: ExchangeRecord): readonly RateLimitReading[] {
    if (record.readings.length === 0) return record.readings;
    if (this.#toldAtMs.size > BUCKETS_MAX) this.#toldAtMs.clear();
    const isRefused = record.throttle !== null;
    return record.readings.filter((reading) => {
      const bucket = `${record.endpoint.provider} ${record.account} ${record.request.model} ${reading.family} ${reading.windowMinutes} ${reading.unit}`;
      const toldAtMs = this.#toldAtMs.get(bucket) ?? Number.NEGATIVE_INFINITY;
      if (!isRefused && record.endedAtMs - toldAtMs < EVERY_MS) return false;
      this.#toldAtMs.set(bucket, record.endedAtMs);
      return true;
    });
  }
}
