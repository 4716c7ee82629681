import { expect, test } from "vitest";
import type { ExchangeRecord } from "./exchange-record.ts";
import { FallbackTracker } from "./fallback-tracker.ts";

const attempt = (
  transport: ExchangeRecord["transport"],
  outcome: ExchangeRecord["outcome"],
  sessionId = "a",
): ExchangeRecord =>
  ({
    serverAddress: "api.openai.com",
    serverPort: 443,
    sessionId,
    account: null,
    transport,
    outcome,
  }) as ExchangeRecord;

test("after a WebSocket failed, the same caller's HTTP is a fallback until a WebSocket works again", () => {
  const tracker = new FallbackTracker();
  const asked = [
    attempt("sse", "complete"),
    attempt("websocket", "failed"),
    attempt("sse", "complete"),
    attempt("sse", "failed"),
    attempt("websocket", "complete"),
    attempt("sse", "complete"),
  ].map((record) => tracker.isFallback(record));
  expect(asked).toEqual([false, false, true, true, false, false]);
});

test("one session's failure says nothing about another's, and a cancelled or refused-for-rate one is none", () => {
  const tracker = new FallbackTracker();
  tracker.isFallback(attempt("websocket", "failed", "a"));
  tracker.isFallback(attempt("websocket", "cancelled", "b"));
  tracker.isFallback(attempt("websocket", "rateLimited", "c"));
  expect(["a", "b", "c"].map((session) => tracker.isFallback(attempt("sse", "complete", session)))).toEqual([
    true,
    false,
    false,
  ]);
});
