import { expect, test } from "vitest";
import { readThrottle } from "./read-rate-limits.ts";

const NOW = Date.UTC(2026, 10, 25, 12);
const NOW_S = NOW / 1000;

const refusal = (
  provider: string,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
) => readThrottle(provider, status, new Map(Object.entries(headers)), body, NOW);

const coded = (code: string, type = "error") => ({ error: { message: "No.", type, code } });

test.each([
  ["openai", 429, coded("rate_limit_exceeded", "tokens"), "rate", "rate_limit_exceeded", true],
  ["openai", 429, coded("slow_down", "rate_limit_error"), "rate", "slow_down", true],
  ["openai", 429, coded("insufficient_quota", "insufficient_quota"), "quota", "insufficient_quota", false],
  ["openai", 429, coded("credit_balance_exhausted"), "quota", "credit_balance_exhausted", false],
  [
    "openai",
    429,
    coded("organization_spend_limit_exceeded"),
    "quota",
    "organization_spend_limit_exceeded",
    false,
  ],
  ["openai", 429, coded("project_spend_limit_exceeded"), "quota", "project_spend_limit_exceeded", false],
  [
    "openai",
    429,
    coded("organization_usage_limit_exceeded"),
    "quota",
    "organization_usage_limit_exceeded",
    false,
  ],
  [
    "openai",
    503,
    coded("server_is_overloaded", "service_unavailable_error"),
    "capacity",
    "server_is_overloaded",
    true,
  ],
  ["openai", 429, { error: { type: "usage_not_included" } }, "quota", "usage_not_included", false],
  [
    "anthropic",
    429,
    { type: "error", error: { type: "rate_limit_error" } },
    "rate",
    "rate_limit_error",
    true,
  ],
  [
    "anthropic",
    529,
    { type: "error", error: { type: "overloaded_error" } },
    "capacity",
    "overloaded_error",
    true,
  ],
  [
    "anthropic",
    429,
    { error: { type: "rate_limit_error", details: { error_code: "enforced_spend_limit_reached" } } },
    "quota",
    "enforced_spend_limit_reached",
    false,
  ],
  ["groq", 413, coded("rate_limit_exceeded", "tokens"), "rate", "rate_limit_exceeded", false],
  [
    "cerebras",
    429,
    coded("request_quota_exceeded", "too_many_requests_error"),
    "rate",
    "request_quota_exceeded",
    true,
  ],
  [
    "aws.bedrock",
    429,
    { __type: "com.amazon.coral#ThrottlingException" },
    "rate",
    "ThrottlingException",
    true,
  ],
  ["github_copilot", 402, coded("overage_limit_reached"), "quota", "overage_limit_reached", false],
  ["github_copilot", 429, coded("model_overloaded"), "capacity", "model_overloaded", true],
  ["github_copilot", 429, coded("user_model_rate_limited"), "rate", "user_model_rate_limited", true],
  ["gcp.gemini", 503, { error: { code: 503, status: "UNAVAILABLE" } }, "capacity", "UNAVAILABLE", true],
  ["together", 503, null, "capacity", null, null],
  ["together", 429, null, "rate", null, null],
  ["deepseek", 429, { error: { message: "No." } }, "concurrency", null, null],
  ["huggingface", 402, { error: "You have exceeded your monthly included credits." }, "quota", null, false],
  ["mistral_ai", 429, "<html>", "rate", null, null],
] as const)("%s: %i is a refusal of its class", (provider, status, body, kind, code, retryable) => {
  expect(refusal(provider, status, body).throttle).toEqual({
    class: kind,
    code,
    retryable,
    retryAfterMs: null,
  });
});

test.each([
  [400, { error: { type: "invalid_request_error" } }],
  [401, coded("rate_limit_exceeded")],
  [404, coded("model_not_found")],
  [408, null],
  [500, { error: { type: "api_error" } }],
  [502, null],
  [200, null],
  [0, undefined],
])("a %i of another kind is no throttle", (status, body) => {
  expect(refusal("openai", status, body)).toEqual({ throttle: null, readings: [] });
});

test.each([
  ["anthropic", { type: "overloaded_error", message: "Overloaded" }, "capacity"],
  ["anthropic", { type: "error", error: { type: "overloaded_error" } }, "capacity"],
  ["openai", { code: "rate_limit_exceeded", message: "No." }, "rate"],
  ["openrouter", { code: 429, message: "No." }, "rate"],
  ["gcp.gemini", [{ error: { code: 503, message: "No." } }], "capacity"],
])("an error of %s within a stream is classed like a refusal", (provider, body, kind) => {
  expect(refusal(provider, 200, body).throttle?.class).toBe(kind);
});

test("an error of another kind within a stream is no throttle", () => {
  expect(refusal("openai", 200, { error: { code: "server_error" } }).throttle).toBeNull();
});

test.each([
  [{ "retry-after-ms": "1500", "retry-after": "2" }, null, 1_500],
  [{ "retry-after": "51811" }, null, 51_811_000],
  [{ "retry-after": "Wed, 25 Nov 2026 12:00:30 GMT" }, null, 30_000],
  [{ "retry-after": "Wed, 25 Nov 2026 12:10:30 GMT", date: "Wed, 25 Nov 2026 12:10:00 GMT" }, null, 29_500],
  [{ "retry-after": "soon" }, null, null],
  [{ "retry-after": "-5" }, null, null],
  [{}, { message: "Please try again in 1m2.5s. Visit …" }, 62_500],
  [{}, { message: "Please retry in 34.074824224s." }, 34_075],
  [{}, { message: "Please retry after 30 seconds." }, 30_000],
  [{}, { resets_in_seconds: 60, resets_at: NOW_S + 61 }, 60_000],
  [{ "retry-after": "1" }, { message: "Please try again in 9s." }, 1_000],
])("the wait of %j and %j is %j ms", (headers, error, ms) => {
  expect(refusal("openai", 429, { error }, headers as Record<string, string>).throttle?.retryAfterMs).toBe(
    ms,
  );
});

test("what the provider says about trying again comes first", () => {
  const queue = coded("queue_exceeded", "too_many_requests_error");
  expect(refusal("cerebras", 429, queue, { "x-should-retry": "false" }).throttle).toMatchObject({
    class: "capacity",
    retryable: false,
  });
  expect(refusal("anthropic", 429, null, { "x-should-retry": "true" }).throttle?.retryable).toBe(true);
});

test("too much at once is a class of its own", () => {
  const { throttle } = refusal("github", 429, coded("RateLimitReached"), {
    "x-ratelimit-type": "UserConcurrentRequests",
    "retry-after": "0",
  });
  expect(throttle).toEqual({
    class: "concurrency",
    code: "UserConcurrentRequests",
    retryAfterMs: 0,
    retryable: true,
  });
});

test("a subscription's limit tells when it comes back, and in which window", () => {
  const { throttle, readings } = refusal(
    "openai",
    429,
    { error: { type: "usage_limit_reached", plan_type: "pro", resets_at: NOW_S + 3_600 } },
    {
      "x-codex-active-limit": "premium",
      "x-codex-primary-used-percent": "100",
      "x-codex-primary-window-minutes": "300",
      "x-codex-secondary-used-percent": "40",
      "x-codex-secondary-window-minutes": "10080",
    },
  );
  expect(throttle).toEqual({
    class: "quota",
    code: "usage_limit_reached",
    retryAfterMs: 3_600_000,
    retryable: true,
  });
  expect(readings).toMatchObject([
    {
      family: "codex",
      windowMinutes: 300,
      usedFraction: 1,
      resetsAtMs: NOW + 3_600_000,
      status: "usage_limit_reached",
      binding: true,
      source: "body",
    },
  ]);
});

test("a subscription's limit without headers has no known window", () => {
  const { readings } = refusal("openai", 429, { error: { type: "usage_limit_reached" } });
  expect(readings).toMatchObject([
    { family: "codex", windowMinutes: null, usedFraction: null, resetsAtMs: null },
  ]);
});

const gemini = (quotaId: string, quotaMetric: string, quotaValue: string, retryDelay = "34.5s") => ({
  error: {
    code: 429,
    status: "RESOURCE_EXHAUSTED",
    details: [
      {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        violations: [{ quotaId, quotaMetric, quotaValue }],
      },
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay },
    ],
  },
});

test("a minute of Gemini's is waited for, a day is spent", () => {
  const minute = refusal(
    "gcp.gemini",
    429,
    gemini("GenerateRequestsPerMinutePerProject", "x/requests", "15"),
  );
  expect(minute.throttle).toEqual({
    class: "rate",
    code: "RESOURCE_EXHAUSTED",
    retryAfterMs: 34_500,
    retryable: true,
  });
  expect(minute.readings).toMatchObject([
    {
      family: "generaterequestsperminuteperproject",
      unit: "requests",
      windowMinutes: 1,
      limit: 15,
      remaining: null,
      binding: true,
      source: "body",
    },
  ]);
  const day = refusal("gcp.gemini", 429, [
    gemini("GenerateContentInputTokensPerDay-FreeTier", "x/free_tier_input_token_count", "250000"),
  ]);
  expect(day.throttle).toMatchObject({ class: "quota", retryable: false });
  expect(day.readings).toMatchObject([{ unit: "input", windowMinutes: 1_440, limit: 250_000 }]);
  expect(refusal("gcp.gemini", 429, gemini("RequestsPerMinute", "x", "0")).throttle?.retryable).toBe(false);
});

test("a reason of Google's says whether a quota is spent", () => {
  const withReason = (reason: string) =>
    refusal("gcp.gemini", 429, {
      error: { status: "RESOURCE_EXHAUSTED", details: [{ "@type": "x/google.rpc.ErrorInfo", reason }] },
    }).throttle;
  expect(withReason("QUOTA_EXHAUSTED")).toMatchObject({ class: "quota", retryable: false });
  expect(withReason("RATE_LIMIT_EXCEEDED")).toMatchObject({ class: "rate", retryable: true });
  expect(withReason("MODEL_CAPACITY_EXHAUSTED")).toMatchObject({ class: "capacity", retryable: true });
});

test("prose names the bucket that was full, and only its numbers are kept", () => {
  const message =
    "Rate limit reached for model `m` in organization `o` on tokens per minute (TPM): Limit 6,000, Used 4500, Requested 2000. Please try again in 5s.";
  const { throttle, readings } = refusal("groq", 429, { error: { message, code: "rate_limit_exceeded" } });
  expect(throttle?.retryAfterMs).toBe(5_000);
  expect(readings).toMatchObject([
    {
      family: "tokens",
      unit: "tokens",
      windowMinutes: 1,
      limit: 6_000,
      remaining: 1_500,
      usedFraction: 0.75,
    },
  ]);
  expect(readings[0]).toMatchObject({ source: "prose", raw: "TPM: Limit 6000, Used 4500", binding: true });
});

test("limits that OpenRouter put into the error are read", () => {
  const headers = {
    "X-RateLimit-Limit": "20",
    "X-RateLimit-Remaining": "0",
    "X-RateLimit-Reset": `${NOW + 9}`,
  };
  const { readings } = refusal("openrouter", 429, { error: { code: 429, metadata: { headers } } });
  expect(readings).toMatchObject([{ family: "requests", limit: 20, resetsAtMs: NOW + 9, source: "body" }]);
});
