import { expect, test } from "vitest";
import { limitHeaders } from "#simulation/anthropic/messages-protocol.ts";
import { rateLimitEvents, rateLimitHeaders } from "#simulation/rate-limit-signals.ts";
import { enforceLimits } from "./enforce-limits.ts";
import { EXAMPLE_LIMITS } from "./example-limits.ts";
import type { LimitsConfiguration } from "./limits-configuration.ts";
import { toldLimits, toldPercent } from "./told-limits.ts";

const T0 = Date.UTC(2026, 10, 23);

/** What is told right after one call that used so much. */
function told(model: string, outputTokens: number, configuration: LimitsConfiguration = EXAMPLE_LIMITS) {
  const limits = enforceLimits(configuration);
  const usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens };
  const { call, family } = limits.admit({ account: "a", model, size: usage }, T0);
  limits.settle(call, usage, T0);
  return toldLimits(limits.snapshot("a", T0), configuration, family, T0);
}

test("a percentage is told in its steps, and never as more than all", () => {
  expect([0.124, 0.126, 1.49].map((used) => toldPercent(used, 1))).toEqual([12, 13, 100]);
  expect([0.12345, 0.29999].map((used) => toldPercent(used, 0.01))).toEqual([12.35, 30]);
});

test("the headers of Codex tell of every family, and which one the call counts in", () => {
  const seconds = T0 / 1000;
  expect(rateLimitHeaders(told("gpt-5.3-codex-spark", 20_600))).toEqual({
    "x-codex-primary-used-percent": "0",
    "x-codex-primary-window-minutes": "300",
    "x-codex-primary-reset-at": String(seconds + 300 * 60),
    "x-codex-secondary-used-percent": "0",
    "x-codex-secondary-window-minutes": "10080",
    "x-codex-secondary-reset-at": String(seconds + 10_080 * 60),
    "x-codex-bengalfox-primary-used-percent": "41",
    "x-codex-bengalfox-primary-window-minutes": "300",
    "x-codex-bengalfox-primary-reset-at": String(seconds + 300 * 60),
    "x-codex-bengalfox-secondary-used-percent": "4",
    "x-codex-bengalfox-secondary-window-minutes": "10080",
    "x-codex-bengalfox-secondary-reset-at": String(seconds + 10_080 * 60),
    "x-codex-bengalfox-limit-name": "GPT-5.3-Codex-Spark",
    "x-codex-active-limit": "codex_bengalfox",
    "x-ratelimit-limit-requests": "30",
    "x-ratelimit-remaining-requests": "29",
    "x-ratelimit-reset-requests": "1m0s",
  });
});

test("an event on a WebSocket tells of the family in which the call counts", () => {
  expect(rateLimitEvents(told("gpt-5.3-codex-spark", 20_600))).toMatchObject([
    {
      type: "codex.rate_limits",
      plan_type: "pro",
      metered_limit_name: "codex_bengalfox",
      rate_limits: { primary: { used_percent: 41, window_minutes: 300, reset_at: T0 / 1000 + 300 * 60 } },
    },
  ]);
});

test("Anthropic tells of what is left of its buckets and when they are full again", () => {
  expect(limitHeaders(told("claude-opus-5-5", 2_000), T0)).toMatchObject({
    "anthropic-ratelimit-requests-limit": "10",
    "anthropic-ratelimit-requests-remaining": "9",
    "anthropic-ratelimit-requests-reset": "2026-11-23T00:00:06Z",
    "anthropic-ratelimit-input-tokens-remaining": "40000",
    "anthropic-ratelimit-output-tokens-remaining": "6000",
    "anthropic-ratelimit-output-tokens-reset": "2026-11-23T00:00:15Z",
  });
});

test("of two limits of one unit, the fuller one is told", () => {
  const window = (windowMinutes: number, limit: number) =>
    ({ kind: "fixed", unit: "requests", windowMinutes, limit, begins: "aligned" }) as const;
  const limits = [window(1, 100), window(1_440, 2)];
  expect(told("m", 1, { families: [{ family: "f", models: ["*"], limits }] })).toEqual({
    requests: { limit: 2, remaining: 1, resetMs: 86_400_000 },
  });
});
