import { expect, test } from "vitest";
import { readRateLimitEvent } from "./read-rate-limits.ts";

const NOW = Date.UTC(2026, 10, 25, 12);

test("an event of the Realtime API tells of its buckets", () => {
  const event = {
    type: "rate_limits.updated",
    rate_limits: [
      { name: "requests", limit: 100, remaining: 75, reset_seconds: 1.5 },
      { name: "tokens", limit: 1_000, remaining: 500, reset_seconds: 60 },
      { name: "pictures", limit: 1, remaining: 1 },
      null,
    ],
  };
  expect(readRateLimitEvent(event, NOW)).toMatchObject([
    { family: "requests", unit: "requests", limit: 100, usedFraction: 0.25, resetsAtMs: NOW + 1_500 },
    { family: "tokens", unit: "tokens", remaining: 500, usedFraction: 0.5, resetsAtMs: NOW + 60_000 },
  ]);
});

test("an event of GitHub Copilot tells of its quotas", () => {
  const copilot_quota_snapshots = {
    premium_interactions: {
      entitlement: "300",
      percent_remaining: -10,
      overage_count: 30,
      overage_permitted: true,
      reset_date: "2026-12-01T00:00:00Z",
    },
    chat: { entitlement: "-1", percent_remaining: 100, reset_date: "2026-12-01T00:00:00Z" },
  };
  const readings = readRateLimitEvent({ type: "response.completed", copilot_quota_snapshots }, NOW);
  expect(readings.map(({ family, usedFraction, status }) => [family, usedFraction, status])).toEqual([
    ["premium_interactions", 1.1, null],
    ["chat", null, "unlimited"],
  ]);
});

test("other events tell nothing", () => {
  expect(
    [null, 1, "x", [], {}, { type: "response.created" }].flatMap((event) => readRateLimitEvent(event, NOW)),
  ).toEqual([]);
});
