import fc from "fast-check";
import { expect, test } from "vitest";
import { accountOf } from "./account.ts";
import type { RateLimitReading, Throttle } from "./rate-limit-reading.ts";
import { readRateLimitEvent, readRateLimitHeaders, readThrottle } from "./read-rate-limits.ts";
import { readUsageAnswer } from "./read-usage-answer.ts";

const NOW = Date.UTC(2026, 10, 25, 12);

const NAMES = [
  ...["requests", "tokens", "tokens-prompt", "req-minute", "requests-day", "minute", "constructor"].flatMap(
    (ending) =>
      ["limit", "remaining", "reset", "renewalperiod"].map((field) => `x-ratelimit-${field}-${ending}`),
  ),
  ..."x-ratelimit-limit x-ratelimit-remaining x-ratelimit-reset x-tokenlimit-limit x-ratelimit-type".split(
    " ",
  ),
  ..."x-ratelimit-timeremaining ratelimit ratelimit-policy ratelimit-limit ratelimit-remaining".split(" "),
  ..."ratelimit-reset retry-after retry-after-ms x-should-retry date x-codex-active-limit".split(" "),
  ...["codex", "codex-bengalfox", "-", "__proto__"].flatMap((family) =>
    ["primary-used-percent", "primary-window-minutes", "primary-reset-at", "limit-name"].map(
      (field) => `x-${family}-${field}`,
    ),
  ),
  ..."x-codex-credits-has-credits x-codex-credits-unlimited x-codex-credits-balance".split(" "),
  ...["limit", "remaining", "reset"].map((field) => `anthropic-ratelimit-tokens-${field}`),
  ...["5h", "7d_oi", "999d", "x"].flatMap((window) =>
    ["utilization", "status", "reset"].map((field) => `anthropic-ratelimit-unified-${window}-${field}`),
  ),
  ..."anthropic-ratelimit-unified-representative-claim anthropic-ratelimit-unified-status".split(" "),
  ..."x-quota-snapshot-chat x-trial-endpoint-call-remaining x-amzn-errortype authorization".split(" "),
];

const PROVIDERS = [
  "openai",
  "groq",
  "cerebras",
  "mistral_ai",
  "deepseek",
  "openrouter",
  "github",
  "constructor",
];

const value = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.double().map(String),
  fc.integer().map(String),
  fc.constantFrom(
    "-1",
    "-0",
    "1e999",
    "9".repeat(30),
    "1h2m3s",
    "9".repeat(20).concat("h"),
    "five_hour",
    "constructor",
    "true",
  ),
  fc.constantFrom('"a";q=1;w=0', '"a";r=1;t=999999999999999', "ent=-1&rem=NaN&rst=x", "ent=1e99&rem=-1e99"),
);
const headers = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...NAMES), fc.string()), value), { maxLength: 30 })
  .map((pairs): ReadonlyMap<string, string> => new Map(pairs));

const KEYS =
  "toString error code type status details message metadata headers violations quotaId quotaMetric quotaValue retryDelay reason @type resets_at resets_in_seconds rate_limits rate_limit primary secondary primary_window used_percent window_minutes reset_at limit remaining reset_seconds name credits has_credits unlimited balance five_hour extra_usage utilization copilot_quota_snapshots chat entitlement percent_remaining rateLimitsByLimitId data payload".split(
    " ",
  );
const WORDS =
  "codex.rate_limits rate_limits.updated usage_limit_reached QuotaFailure rate_limit_exceeded".split(" ");
const { body } = fc.letrec<{ body: unknown }>((tie) => ({
  body: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    fc.oneof(fc.double(), fc.boolean(), fc.constant(null), value, fc.constantFrom(...WORDS)),
    fc.array(tie("body"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie("body"), { maxKeys: 8 }),
  ),
}));

/** Unknown is null: a number is one that can be true. */
function expectSound(readings: readonly RateLimitReading[], throttle: Throttle | null = null): void {
  const numbers = readings.flatMap((reading) => [
    reading.windowMinutes,
    reading.limit,
    reading.remaining,
    reading.usedFraction,
    reading.resetsAtMs,
  ]);
  for (const number of [...numbers, throttle?.retryAfterMs ?? null]) {
    if (number !== null) expect(Number.isFinite(number) && number >= 0).toBe(true);
  }
  for (const { windowMinutes, family, raw } of readings) {
    expect(windowMinutes).not.toBe(0);
    expect(family).toMatch(/^[\w.]{1,100}$/);
    expect(raw.length).toBeLessThan(2_000);
  }
}

test("no headers can make a reading that is not sound", () => {
  fc.assert(
    fc.property(fc.constantFrom(...PROVIDERS), headers, (provider, map) => {
      expectSound(readRateLimitHeaders(provider, map, 200, NOW));
      accountOf(map, map);
    }),
    { numRuns: 2_000 },
  );
});

test("no refusal, event or usage page can make a reading that is not sound", () => {
  const status = fc.constantFrom(0, 200, 400, 402, 413, 429, 500, 503, 529);
  fc.assert(
    fc.property(fc.constantFrom(...PROVIDERS), status, headers, body, (provider, code, map, told) => {
      const { throttle, readings } = readThrottle(provider, code, map, told, NOW);
      expectSound(readings, throttle);
      expectSound(readRateLimitEvent(told, NOW));
      expectSound(readUsageAnswer(provider, told, NOW));
    }),
    { numRuns: 2_000 },
  );
});
