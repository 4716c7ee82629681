import { expect, test } from "vitest";
import { keptRaw } from "./kept-raw.ts";

test.each([
  "x-codex-primary-used-percent: 12.5; x-codex-primary-window-minutes: 300; x-codex-primary-reset-at: 1795328324",
  "x-ratelimit-limit-requests: 500; x-ratelimit-remaining-requests: 499; x-ratelimit-reset-requests: 120ms",
  "anthropic-ratelimit-unified-status: allowed_warning; anthropic-ratelimit-unified-reset: 2026-11-25T01:00:00Z",
  'ratelimit: "default";r=50;t=30',
  "retry-after: Tue, 25 Nov 2026 01:00:00 GMT",
  "has_credits: true; unlimited: false; balance: 12.5",
  "",
])("what limits are told by is kept as it came: %s", (raw) => {
  expect(keptRaw(raw)).toBe(raw);
});

test.each([
  "please keep this to yourself",
  "secretMarker_8f3a",
  "x-ratelimit-limit: please keep this to yourself",
  "authorization: Bearer 8f3a",
  "x-ratelimit-limit: 5; cookie: 8f3a",
  "x-ratelimit-limit: 5\nprompt: hello",
  `x-ratelimit-limit: ${"9".repeat(600)}`,
  5,
])("anything else is not kept: %s", (raw) => {
  expect(keptRaw(raw)).toBe("");
});
