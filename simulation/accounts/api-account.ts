import type { RoundTrip } from "#lib/domain/round-trip.ts";
import { tokenBucketMeter } from "#simulation/limits/token-bucket-meter.ts";
import type { MadeReading } from "./made-reading.ts";

const TOKENS_A_MINUTE = 400_000;
const REQUESTS_A_MINUTE = 60;
const TOLD_AGAIN_MS = 60_000;

/** What the account of somebody's programs counts: tokens and requests in a bucket that fills within a minute. */
export class ApiAccount {
  readonly #buckets = [
    { unit: "tokens", limit: TOKENS_A_MINUTE, meter: meterOf(TOKENS_A_MINUTE) },
    { unit: "requests", limit: REQUESTS_A_MINUTE, meter: meterOf(REQUESTS_A_MINUTE) },
  ] as const;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  /** Charges a round trip that ended at a Unix ms, and tells what was heard of the limits with it: not each time. */
  charge(roundTrip: RoundTrip, atMs: number): readonly MadeReading[] {
    const { provider, account, sessionId, inputTokens, outputTokens } = roundTrip;
    if (provider === null || provider === "google" || account === null || inputTokens === null) return [];
    for (const { unit, limit, meter } of this.#buckets)
      meter.take(unit === "requests" ? 1 : Math.min(limit, inputTokens + (outputTokens ?? 0)), atMs);
    if (atMs - this.#toldAtMs < TOLD_AGAIN_MS) return [];
    this.#toldAtMs = atMs;
    return this.#buckets.map(({ unit, limit, meter }): MadeReading => {
      const { used, resetsAtMs } = meter.state(atMs);
      const remaining = Math.max(0, Math.floor(limit - used));
      const name = provider === "openai" ? "x-ratelimit" : `anthropic-ratelimit-${unit}`;
      const ending = provider === "openai" ? `-${unit}` : "";
      return {
        provider,
        account,
        family: unit,
        familyName: null,
        windowMinutes: null,
        windowKind: "bucket",
        unit,
        limit,
        remaining,
        usedFraction: (limit - remaining) / limit,
        resetsAtMs: resetsAtMs === null ? null : Math.ceil(resetsAtMs),
        status: null,
        isBinding: false,
        source: "header",
        sessionId,
        raw: `${name}-limit${ending}: ${limit}; ${name}-remaining${ending}: ${remaining}`,
        observedAtMs: Math.floor(atMs),
      };
    });
  }
}

function meterOf(limit: number) {
  return tokenBucketMeter({ capacity: limit, refillPerMinute: limit });
}
