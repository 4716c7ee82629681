import { expect, test } from "vitest";
import { readUsageAnswer } from "./read-usage-answer.ts";

const NOW = Date.UTC(2026, 10, 25, 12);
const NOW_S = NOW / 1000;

const told = (provider: string, body: unknown) =>
  readUsageAnswer(provider, body, NOW).map(
    ({ family, unit, windowMinutes, usedFraction, resetsAtMs, source }) => {
      expect(source).toBe("usage");
      return [family, unit, windowMinutes, usedFraction, resetsAtMs === null ? null : resetsAtMs - NOW];
    },
  );

test("ChatGPT's usage page tells of every family", () => {
  const window = (used_percent: number, limit_window_seconds: number) => ({
    used_percent,
    limit_window_seconds,
    reset_after_seconds: 60,
    reset_at: NOW_S + 60,
  });
  const body = {
    plan_type: "pro",
    rate_limit: { allowed: true, primary_window: window(25, 18_000), secondary_window: window(50, 604_800) },
    code_review_rate_limit: { primary_window: window(0, 604_800), secondary_window: null },
    additional_rate_limits: [
      {
        limit_name: "GPT-5.3-Codex-Spark",
        metered_feature: "codex_bengalfox",
        rate_limit: { primary_window: window(75, 18_000) },
      },
    ],
    credits: { has_credits: true, unlimited: false, balance: "5" },
  };
  expect(told("openai", body)).toEqual([
    ["codex", "percent", 300, 0.25, 60_000],
    ["codex", "percent", 10_080, 0.5, 60_000],
    ["codex", "credits", null, null, null],
    ["codex_bengalfox", "percent", 300, 0.75, 60_000],
    ["code_review", "percent", 10_080, 0, 60_000],
  ]);
});

test("a line of a Codex log tells of its family", () => {
  const line = {
    type: "event_msg",
    payload: {
      type: "token_count",
      rate_limits: {
        limit_id: "codex",
        limit_name: null,
        primary: { used_percent: 12.5, window_minutes: 300, resets_at: NOW_S + 60 },
        secondary: { used_percent: 40, window_minutes: 10_080, resets_in_seconds: 90 },
        credits: null,
      },
    },
  };
  expect(told("openai", line)).toEqual([
    ["codex", "percent", 300, 0.125, 60_000],
    ["codex", "percent", 10_080, 0.4, 90_000],
  ]);
});

test("Codex's app server tells of limits by their ids", () => {
  const primary = { usedPercent: 10, windowDurationMins: 300, resetsAt: NOW_S + 60 };
  const byId = {
    rateLimits: { limitId: "codex", primary },
    rateLimitsByLimitId: {
      codex: { limitId: "codex", primary, secondary: null },
      codex_other: { limitId: null, primary: { ...primary, windowDurationMins: 1_440 } },
    },
  };
  const expected = [
    ["codex", "percent", 300, 0.1, 60_000],
    ["codex_other", "percent", 1_440, 0.1, 60_000],
  ];
  expect(told("openai", byId)).toEqual(expected);
  expect(told("openai", { id: 1, result: byId })).toEqual(expected);
  expect(
    told("openai", { method: "updated", params: { rateLimits: { limitId: "codex", primary } } }),
  ).toEqual(expected.slice(0, 1));
});

test("Claude Code's status line tells of two windows", () => {
  const rate_limits = {
    five_hour: { used_percentage: 23.5, resets_at: NOW_S + 60 },
    seven_day: { used_percentage: 50, resets_at: NOW_S + 90 },
  };
  expect(told("anthropic", { model: { id: "m" }, rate_limits })).toEqual([
    ["unified", "percent", 300, 0.235, 60_000],
    ["unified", "percent", 10_080, 0.5, 90_000],
  ]);
});

test("Anthropic's usage page tells of every window", () => {
  const body = {
    five_hour: { utilization: 37, resets_at: "2026-11-25T12:01:00.000000+00:00" },
    seven_day: { utilization: 0, resets_at: null },
    seven_day_opus: null,
    seven_day_sonnet: { utilization: 1, resets_at: "2026-11-25T12:01:30+00:00" },
    extra_usage: { is_enabled: true, monthly_limit: 100, used_credits: 25, utilization: 25 },
  };
  expect(told("anthropic", body)).toEqual([
    ["unified", "percent", 300, 0.37, 60_000],
    ["unified", "percent", 10_080, 0, null],
    ["unified_7d_sonnet", "percent", 10_080, 0.01, 90_000],
    ["unified_overage", "credits", null, 0.25, null],
  ]);
});

test("OpenRouter's key tells of its credits", () => {
  const data = { label: "a key", limit: 100, limit_remaining: 75, limit_reset: "daily", usage: 25 };
  expect(told("openrouter", { data })).toEqual([["key", "credits", 1_440, 0.25, null]]);
  expect(readUsageAnswer("openrouter", { data }, NOW)[0]?.raw).not.toContain("a key");
  expect(told("openrouter", { data: { ...data, limit: null, limit_remaining: null } })).toEqual([]);
});

test("GitHub's page tells of the quotas of Copilot", () => {
  const quota_snapshots = { chat: { unlimited: true, percent_remaining: 100, entitlement: 0 } };
  expect(told("github_copilot", { quota_snapshots })).toEqual([["chat", "requests", null, null, null]]);
});

test.each([
  null,
  undefined,
  1,
  "x",
  [],
  {},
  { rate_limits: 1 },
  { payload: null },
  { rateLimitsByLimitId: { a: 1 } },
])("%j tells nothing", (body) => {
  expect(told("openai", body)).toEqual([]);
  expect(told("openrouter", body)).toEqual([]);
});
