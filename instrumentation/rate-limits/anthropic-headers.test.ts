import { expect, test } from "vitest";
import { readRateLimitHeaders } from "./read-rate-limits.ts";

const NOW = Date.UTC(2026, 10, 25, 12);
const RESET_S = NOW / 1000 + 3_600;

const read = (headers: Readonly<Record<string, string>>) =>
  readRateLimitHeaders("anthropic", new Map(Object.entries(headers)), 200, NOW);

const bucket = (prefix: string, limit: string, remaining: string) => ({
  [`anthropic-${prefix}-limit`]: limit,
  [`anthropic-${prefix}-remaining`]: remaining,
  [`anthropic-${prefix}-reset`]: "2026-11-25T12:01:00Z",
});

test.each([
  ["ratelimit-requests", "requests", "requests"],
  ["ratelimit-tokens", "tokens", "tokens"],
  ["ratelimit-input-tokens", "input_tokens", "input"],
  ["ratelimit-output-tokens", "output_tokens", "output"],
  ["priority-input-tokens", "priority_input_tokens", "input"],
  ["priority-output-tokens", "priority_output_tokens", "output"],
  ["fast-input-tokens", "fast_input_tokens", "input"],
  ["fast-output-tokens", "fast_output_tokens", "output"],
])("anthropic-%s-* is the bucket %s of %s", (prefix, family, unit) => {
  expect(read(bucket(prefix, "4000", "3000"))).toMatchObject([
    {
      family,
      unit,
      limit: 4_000,
      remaining: 3_000,
      usedFraction: 0.25,
      resetsAtMs: NOW + 60_000,
      windowKind: "bucket",
    },
  ]);
});

test("a tier without a limit was not provisioned", () => {
  expect(read(bucket("fast-input-tokens", "0", "0"))).toMatchObject([
    { limit: 0, usedFraction: null, status: "not_provisioned" },
  ]);
});

const unified = (window: string, utilization: string, reset: string, status = "allowed") => ({
  [`anthropic-ratelimit-unified-${window}-utilization`]: utilization,
  [`anthropic-ratelimit-unified-${window}-reset`]: reset,
  [`anthropic-ratelimit-unified-${window}-status`]: status,
});

test("the windows of a subscription are shares of it, and one of them decides", () => {
  const readings = read({
    ...unified("5h", "1.02", String(RESET_S), "rejected"),
    ...unified("7d", "0.4", new Date(RESET_S * 1000).toISOString(), "allowed_warning"),
    ...unified("7d_oi", "0.3", String(RESET_S)),
    ...unified("7d-sonnet", "0.2", String(RESET_S)),
    ...unified("7d_opus", "0.1", String(RESET_S)),
    ...unified("overage", "0", String(RESET_S)),
    "anthropic-ratelimit-unified-overage-disabled-reason": "out_of_credits",
    "anthropic-ratelimit-unified-status": "rejected",
    "anthropic-ratelimit-unified-reset": String(RESET_S),
    "anthropic-ratelimit-unified-representative-claim": "five_hour",
    "anthropic-ratelimit-unified-fallback-percentage": "0.5",
  });
  expect(
    readings.map(({ family, windowMinutes, usedFraction, status, binding }) => [
      family,
      windowMinutes,
      usedFraction,
      status,
      binding,
    ]),
  ).toEqual([
    ["unified", 300, 1.02, "rejected", true],
    ["unified", 10_080, 0.4, "allowed_warning", false],
    ["unified_7d_oi", 10_080, 0.3, "allowed", false],
    ["unified_7d_sonnet", 10_080, 0.2, "allowed", false],
    ["unified_7d_opus", 10_080, 0.1, "allowed", false],
    ["unified_overage", null, 0, "allowed", false],
  ]);
  expect(new Set(readings.map(({ resetsAtMs }) => resetsAtMs))).toEqual(new Set([RESET_S * 1000]));
  expect(
    readings.every(
      ({ unit, limit, remaining }) => unit === "percent" && limit === null && remaining === null,
    ),
  ).toBe(true);
});

test.each([
  ["seven_day", "7d"],
  ["seven_day_opus", "7d_opus"],
  ["seven_day_sonnet", "7d-sonnet"],
  ["seven_day_overage_included", "7d_oi"],
  ["overage", "overage"],
])("the claim %s names the window %s", (claim, window) => {
  const readings = read({
    ...unified(window, "0.5", String(RESET_S)),
    ...unified("5h", "0.5", String(RESET_S)),
    "anthropic-ratelimit-unified-representative-claim": claim,
  });
  expect(readings.map(({ binding }) => binding)).toEqual([true, false]);
});

test("a status without windows is one of the window that it claims", () => {
  const headers = {
    "anthropic-ratelimit-unified-status": "allowed",
    "anthropic-ratelimit-unified-reset": String(RESET_S),
  };
  expect(read(headers)).toMatchObject([
    { family: "unified", windowMinutes: null, status: "allowed", binding: false },
  ]);
  expect(read({ ...headers, "anthropic-ratelimit-unified-representative-claim": "five_hour" })).toMatchObject(
    [
      {
        family: "unified",
        windowMinutes: 300,
        usedFraction: null,
        resetsAtMs: RESET_S * 1000,
        binding: true,
      },
    ],
  );
});

test("a malformed share is unknown", () => {
  expect(read(unified("5h", "lots", "soon"))).toMatchObject([
    { usedFraction: null, resetsAtMs: null, status: "allowed" },
  ]);
  expect(read(unified("5h", "lots", "soon", "<b>"))).toEqual([]);
});
