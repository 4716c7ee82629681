import { expect, test } from "vitest";
import { errorType } from "./error-type.ts";

test.each([
  [200, null, null],
  [null, null, null],
  [429, "try again in 3 s", "rate_limit"],
  [529, null, "overloaded"],
  [500, "secret prompt text", "http_500"],
  [null, "stream disconnected before completion", "connection"],
  // What fetch in Node says of a stream that broke off, and of a request that found nobody.
  [null, "terminated", "connection"],
  [null, "fetch failed", "connection"],
  [null, "idle timeout waiting for SSE", "timeout"],
  [null, "You've hit your usage limit", "rate_limit"],
  [null, "Your input exceeds the context window", "context_length"],
  [null, "operation aborted", "cancelled"],
  [null, "something about my private code", "other"],
])("status %o with message %o is %o, and the message is gone", (status, message, type) => {
  expect(errorType(status, message)).toBe(type);
});
