import { expect, test } from "vitest";
import { readRateLimitEvent, readRateLimitHeaders } from "./read-rate-limits.ts";

const NOW = Date.UTC(2026, 10, 25, 12);
const RESET_S = NOW / 1000 + 3_600;

const read = (headers: Readonly<Record<string, string>>) =>
  readRateLimitHeaders("openai", new Map(Object.entries(headers)), 200, NOW);

const windowOf = (prefix: string, used: string, minutes?: string, reset?: string) => ({
  [`x-${prefix}-used-percent`]: used,
  ...(minutes === undefined ? {} : { [`x-${prefix}-window-minutes`]: minutes }),
  ...(reset === undefined ? {} : { [`x-${prefix}-reset-at`]: reset }),
});

test("a window is known by its length, wherever it stands", () => {
  const short = windowOf("codex-primary", "12.5", "300", String(RESET_S));
  const long = windowOf("codex-secondary", "40", "10080", String(RESET_S));
  const swapped = {
    ...windowOf("codex-secondary", "12.5", "300", String(RESET_S)),
    ...windowOf("codex-primary", "40", "10080", String(RESET_S)),
  };
  const told = (headers: Readonly<Record<string, string>>) =>
    read(headers)
      .map(({ raw: _raw, ...reading }) => reading)
      .sort((a, b) => (a.windowMinutes ?? 0) - (b.windowMinutes ?? 0));
  expect(told({ ...short, ...long })).toEqual(told(swapped));
  expect(told({ ...short, ...long })).toMatchObject([
    { family: "codex", unit: "percent", windowMinutes: 300, usedFraction: 0.125, resetsAtMs: RESET_S * 1000 },
    {
      family: "codex",
      unit: "percent",
      windowMinutes: 10_080,
      usedFraction: 0.4,
      limit: null,
      remaining: null,
    },
  ]);
});

test("families are found by their names, and keep the provider's name for people", () => {
  expect(
    read({
      ...windowOf("codex-bengalfox-primary", "80", "1440"),
      "x-codex-bengalfox-limit-name": "GPT-5.3-Codex-Spark",
      ...windowOf("other-primary", "1", "60"),
    }).map(({ family, familyName, windowMinutes }) => [family, familyName, windowMinutes]),
  ).toEqual([
    ["codex_bengalfox", "GPT-5.3-Codex-Spark", 1_440],
    ["other", null, 60],
  ]);
});

test("a window of nothing is none", () => {
  expect(read(windowOf("codex-secondary", "0", "0"))).toEqual([]);
  expect(read(windowOf("codex-secondary", "0"))).toEqual([]);
  expect(read(windowOf("codex-secondary", "0", "300"))).toHaveLength(1);
  expect(read(windowOf("codex-secondary", "0", undefined, String(RESET_S)))).toHaveLength(1);
});

test.each(["", "-1", "full", "NaN", "1e400"])("a used percentage of %j is no window", (used) => {
  expect(read(windowOf("codex-primary", used, "300"))).toEqual([]);
});

test("the family codex is no family of its own where it repeats the active one", () => {
  const headers = {
    ...windowOf("codex-primary", "80", "300"),
    ...windowOf("codex-bengalfox-primary", "80", "300"),
  };
  const families = (active: string) =>
    read({ ...headers, "x-codex-active-limit": active }).map(({ family }) => family);
  expect(families("codex_bengalfox")).toEqual(["codex_bengalfox"]);
  expect(families("premium")).toEqual(["codex", "codex_bengalfox"]);
});

test("credits are a balance, or without end", () => {
  const credits = (unlimited: string, balance: string) =>
    read({
      "x-codex-credits-has-credits": "true",
      "x-codex-credits-unlimited": unlimited,
      "x-codex-credits-balance": balance,
    });
  expect(credits("false", "12.5")).toMatchObject([
    { family: "codex", unit: "credits", remaining: 12.5, status: "has_credits" },
  ]);
  expect(credits("1", "")).toMatchObject([{ remaining: null, status: "unlimited" }]);
  expect(credits("perhaps", "1")).toEqual([]);
});

test("an event tells of its family", () => {
  const event = {
    type: "codex.rate_limits",
    plan_type: "pro",
    rate_limits: {
      primary: { used_percent: 100, window_minutes: 300, reset_at: RESET_S },
      secondary: null,
    },
    credits: { has_credits: true, unlimited: false, balance: "3" },
    metered_limit_name: "codex_bengalfox",
    limit_name: "GPT-5.3-Codex-Spark",
  };
  expect(readRateLimitEvent(event, NOW)).toMatchObject([
    {
      family: "codex_bengalfox",
      familyName: "GPT-5.3-Codex-Spark",
      windowMinutes: 300,
      usedFraction: 1,
      resetsAtMs: RESET_S * 1000,
      source: "event",
    },
    { family: "codex_bengalfox", unit: "credits", remaining: 3 },
  ]);
  const { metered_limit_name: _id, ...named } = event;
  expect(readRateLimitEvent({ ...named, limit_name: "codex-other" }, NOW)[0]?.family).toBe("codex_other");
  expect(readRateLimitEvent({ ...named, limit_name: null }, NOW)[0]?.family).toBe("codex");
});
