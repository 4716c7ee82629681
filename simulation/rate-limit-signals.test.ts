import { expect, test } from "vitest";
import { goDuration, rateLimitEvents, rateLimitHeaders } from "./rate-limit-signals.ts";

const LIMITS = {
  requests: { limit: 500, remaining: 499, resetMs: 120 },
  codex: [
    {
      limitId: "codex_bengalfox",
      limitName: "GPT-5.3-Codex-Spark",
      planType: "pro",
      primary: { usedPercent: 12.5, windowMinutes: 300, resetAtSeconds: 1_795_400_000 },
    },
  ],
};

test("resets are written as Go durations", () => {
  expect([12, 1000, 1500, 360_000, 3_723_000].map(goDuration)).toEqual([
    "12ms",
    "1s",
    "1.5s",
    "6m0s",
    "1h2m3s",
  ]);
});

test("limits become the headers of their families", () => {
  expect(rateLimitHeaders(LIMITS)).toEqual({
    "x-ratelimit-limit-requests": "500",
    "x-ratelimit-remaining-requests": "499",
    "x-ratelimit-reset-requests": "120ms",
    "x-codex-bengalfox-primary-used-percent": "12.5",
    "x-codex-bengalfox-primary-window-minutes": "300",
    "x-codex-bengalfox-primary-reset-at": "1795400000",
    "x-codex-bengalfox-limit-name": "GPT-5.3-Codex-Spark",
  });
});

test("limits become one WebSocket event for each Codex family", () => {
  expect(rateLimitEvents(LIMITS)).toEqual([
    {
      type: "codex.rate_limits",
      plan_type: "pro",
      rate_limits: {
        primary: { used_percent: 12.5, window_minutes: 300, reset_at: 1_795_400_000 },
        secondary: null,
      },
      credits: null,
      metered_limit_name: "codex_bengalfox",
      limit_name: "GPT-5.3-Codex-Spark",
    },
  ]);
});
