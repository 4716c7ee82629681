import { expect, test } from "vitest";
import type { Refusal } from "./find-refusal.ts";
import { refuseCall } from "./refuse-call.ts";

const T0 = Date.UTC(2026, 10, 23);

const refusal = (changed: Partial<Refusal>): Refusal => ({
  class: "rate",
  boundBy: { family: "f", windowMinutes: 1, unit: "requests" },
  alsoBy: [],
  retryAfterMs: 1_500,
  isTooLarge: false,
  ...changed,
});
const SPENT = refusal({ class: "quota", boundBy: { family: "codex", windowMinutes: 300, unit: "percent" } });
const BUSY = refusal({ class: "concurrency", retryAfterMs: null });
const OUT = refusal({ class: "capacity", boundBy: null });

test("Codex says until when its window is spent", () => {
  expect(refuseCall("openai-responses", SPENT, "plus", T0)).toMatchObject({
    status: 429,
    error: { type: "usage_limit_reached", plan_type: "plus", resets_at: T0 / 1000 + 2, resets_in_seconds: 2 },
  });
});

test("OpenAI says which limit of a minute or a day was reached, and when to come back", () => {
  const refused = refuseCall("openai-chat", refusal({}), undefined, T0);
  expect(refused).toMatchObject({
    status: 429,
    error: { code: "rate_limit_exceeded", type: "requests" },
    headers: { "retry-after": "2", "retry-after-ms": "1500" },
  });
  expect(refused.error.message).toContain("requests per min (RPM)");
  const daily = refusal({ boundBy: { family: "f", windowMinutes: 1_440, unit: "tokens" } });
  expect(refuseCall("openai-chat", daily, undefined, T0).error.message).toContain("tokens per day (TPD)");
  const counted = refusal({ counts: { limit: 30, used: 29, requested: 2 } });
  expect(refuseCall("openai-chat", counted, undefined, T0).error.message).toContain(
    "requests per min (RPM): Limit 30, Used 29, Requested 2.",
  );
});

test.each([
  ["openai-responses", BUSY, 429, { code: "concurrency_limit_exceeded" }],
  ["openai-responses", OUT, 503, { code: "server_is_overloaded" }],
  ["openai-responses", refusal({ class: "quota" }), 429, { code: "insufficient_quota" }],
  ["anthropic-messages", BUSY, 429, { type: "rate_limit_error" }],
  ["anthropic-messages", OUT, 529, { type: "overloaded_error" }],
  ["anthropic-messages", refusal({}), 429, { type: "rate_limit_error" }],
  ["gemini", OUT, 503, { status: "UNAVAILABLE" }],
  ["gemini", refusal({}), 429, { status: "RESOURCE_EXHAUSTED" }],
] as const)("%s refuses in its own words: %o", (protocol, why, status, error) => {
  expect(refuseCall(protocol, why, undefined, T0)).toMatchObject({ status, error });
});

test("what never fits is not worth another try", () => {
  const refused = refuseCall("openai-chat", refusal({ isTooLarge: true, retryAfterMs: null }), undefined, T0);
  expect(refused.headers).toEqual({ "x-should-retry": "false" });
});
