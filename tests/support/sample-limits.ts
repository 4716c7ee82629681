import type { LimitBucket } from "#lib/analytics/list-limits.ts";
import type { ThrottleEvent } from "#lib/analytics/list-throttles.ts";
import type { BucketForecast } from "#lib/domain/limits/bucket-forecast.ts";

/** A Wednesday, 15:30 UTC. */
export const SAMPLE_NOW = Date.UTC(2026, 10, 25, 15, 30);
const HOUR = 3_600_000;

/** An open bucket of five hours of which 60 % are used three hours in, without a forecast. */
export function sampleBucket(
  more: Partial<LimitBucket> = {},
  forecast: Partial<BucketForecast> = {},
): LimitBucket {
  const resetsAtMs = SAMPLE_NOW + 2 * HOUR;
  return {
    provider: "openai",
    account: "3f9a12345678",
    family: "codex",
    familyName: null,
    windowMinutes: 300,
    windowKind: "fixed",
    unit: "percent",
    limit: null,
    remaining: null,
    usedFraction: 0.6,
    headroomFraction: 0.4,
    resetsAtMs,
    status: null,
    isBinding: false,
    source: "header",
    observedAtMs: SAMPLE_NOW - 180_000,
    blockedBy: [],
    blockedUntilMs: null,
    ...more,
    forecast: {
      usedFraction: 0.6,
      resetsAtMs,
      pace: 1,
      exhaustsAtMs: null,
      exhaustsAtIntervalMs: null,
      chanceOfExhaustion: null,
      projectedFraction: null,
      projectedInterval: null,
      lockOutMs: null,
      confidence: 0.8,
      gap: "tooLittleSeen",
      ...forecast,
    },
  };
}

/** A throttle of a second by a bucket of five hours. */
export function sampleThrottle(more: Partial<ThrottleEvent> = {}): ThrottleEvent {
  return {
    startedAtMs: SAMPLE_NOW - HOUR,
    roundTripId: "r",
    turnId: "t",
    sessionId: "s",
    client: "codex",
    person: "ada",
    team: "engines",
    provider: "openai",
    model: "gpt-5.3-codex",
    tier: "Standard",
    account: "3f9a12345678",
    class: "quota",
    code: "usage_limit_reached",
    bucket: { family: "codex", windowMinutes: 300, unit: "percent" },
    bucketBasis: "told",
    advertisedMs: null,
    attemptsWasted: 1,
    lostMs: 1000,
    backOffMs: null,
    recoveredAfterMs: null,
    outcome: "rateLimited",
    ...more,
  };
}
