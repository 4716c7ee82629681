import { expect, test } from "vitest";
import { decodeTokensPerSecond, e2eTokensPerSecond, type TokenTimes } from "./token-rates.ts";

const TIMES: TokenTimes = {
  outputTokens: 101,
  reasoningTokens: 0,
  reasoningStreamed: false,
  ttftMs: 500,
  ttfoMs: 500,
  lastTokenMs: 600,
  tokenEvents: 20,
  e2eMs: 610,
};

test("100 tokens in the 100 ms after the first are 1000 tokens a second", () => {
  expect(decodeTokensPerSecond(TIMES)).toBeCloseTo(1000, 9);
});

test.each([
  ["no usage", { outputTokens: null }],
  ["fewer than 20 tokens", { outputTokens: 19 }],
  ["fewer than 3 events", { tokenEvents: 2 }],
  ["less than 50 ms of decoding", { lastTokenMs: 549 }],
  ["no first token", { ttftMs: null }],
  ["no last token", { lastTokenMs: null }],
  ["hidden reasoning and no known first output", { reasoningTokens: 50, ttfoMs: null }],
])("there is no decode rate with %s", (_, change) => {
  expect(decodeTokensPerSecond({ ...TIMES, ...change })).toBeNull();
});

test("a client that does not list its events still has a rate", () => {
  expect(decodeTokensPerSecond({ ...TIMES, tokenEvents: null })).toBeCloseTo(1000, 9);
});

test("hidden reasoning counts neither tokens nor time; streamed reasoning counts both", () => {
  const thinking = { ...TIMES, reasoningTokens: 50, ttftMs: 100 };
  expect(decodeTokensPerSecond(thinking)).toBeCloseTo(500, 9);
  expect(decodeTokensPerSecond({ ...thinking, reasoningStreamed: true })).toBeCloseTo(200, 9);
});

test("the end-to-end rate counts all tokens over all of the time, and is unknown without either", () => {
  expect(e2eTokensPerSecond({ outputTokens: 61, e2eMs: 610 })).toBeCloseTo(100, 9);
  expect(e2eTokensPerSecond({ outputTokens: null, e2eMs: 610 })).toBeNull();
  expect(e2eTokensPerSecond({ outputTokens: 61, e2eMs: 0 })).toBeNull();
});

test("where an event holds several tokens, those of the first one do not count into the rate", () => {
  // 105 tokens in 21 events of five: 100 of them came after the first event.
  const several = { ...TIMES, outputTokens: 105, tokenEvents: 21, firstEventShare: 1 / 21 };
  expect(decodeTokensPerSecond(several)).toBeCloseTo(1000, 9);
  expect(decodeTokensPerSecond({ ...several, firstEventShare: null })).toBeCloseTo(1040, 9);
});

test("where each event holds one token, the first one's length makes no difference", () => {
  const single = { ...TIMES, tokenEvents: 101, firstEventShare: 0.05 };
  expect(decodeTokensPerSecond(single)).toBeCloseTo(1000, 9);
});
