import { expect, test } from "vitest";
import { inferThrottle } from "./throttle.ts";

test.each([
  [429, null, "rate"],
  [429, "rate_limit", "rate"],
  [429, "insufficient_quota", "quota"],
  [429, "usage_limit_reached", "quota"],
  [402, null, "quota"],
  [503, null, "capacity"],
  [529, "overloaded_error", "capacity"],
  [null, "overloaded_error", "capacity"],
  [null, "rate_limit_error", "rate"],
  [429, "UserConcurrentRequests", "concurrency"],
] as const)("status %s with the error type %s is of class %s", (status, errorType, expected) => {
  expect(inferThrottle(status, errorType)?.class).toBe(expected);
});

test.each([
  [500, "server_error"],
  [400, "invalid_request_error"],
  [null, "cancelled"],
  [null, "ECONNRESET"],
  [200, null],
  [null, null],
] as const)("status %s with the error type %s is no throttle", (status, errorType) => {
  expect(inferThrottle(status, errorType)).toBeNull();
});

test("what nobody told stays unknown", () => {
  expect(inferThrottle(429, null)).toEqual({
    class: "rate",
    code: null,
    retryAfterMs: null,
    retryable: null,
    boundBy: null,
  });
});
