import fc from "fast-check";
import { expect, test } from "vitest";
import type { DonorCost } from "./donor-cost.ts";
import type { TimedRoundTrip } from "./recorded-turn.ts";
import { lengthOf, replayParts, splitRoundTrip, workOf } from "./round-trip-parts.ts";

const ROUND_TRIP: TimedRoundTrip = {
  tier: "Standard",
  transport: "sse",
  outcome: "complete",
  connectionReused: true,
  connectMs: null,
  lastAttemptMs: 0,
  throttledMs: 0,
  streamOpenMs: 300,
  ttftMs: 500,
  ttfoMs: 700,
  lastTokenMs: 1500,
  e2eMs: 1520,
  inputTokens: 4000,
  cachedInputTokens: 3000,
  outputTokens: 101,
  reasoningTokens: 20,
  decodeTokensPerSecond: 100,
};

const DONOR: DonorCost = {
  session: "donor",
  tier: "Instant",
  transport: "sse",
  isNewConnection: false,
  reasons: true,
  uncachedInput: 1000,
  connectMs: 0,
  queueMs: 40,
  firstTokenMs: 60,
  msPerToken: 1,
  tailMs: 4,
  isReckoned: false,
};

test("the parts of a round trip sum to its length, whatever was told of it", () => {
  const ms = fc.option(fc.nat(3000));
  const told = fc.record({
    connectMs: ms,
    streamOpenMs: ms,
    ttftMs: ms,
    ttfoMs: ms,
    lastAttemptMs: fc.nat(3000),
    throttledMs: fc.nat(3000),
    e2eMs: fc.nat(3000),
    transport: fc.constantFrom("sse" as const, "websocket" as const, null),
  });
  fc.assert(
    fc.property(told, fc.nat(500), (own, setUpMs) => {
      const parts = splitRoundTrip({ ...ROUND_TRIP, ...own }, setUpMs);
      expect(lengthOf(parts)).toBe(own.e2eMs + setUpMs);
      expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("refused and broken tries come before the attempt that decided", () => {
  const parts = splitRoundTrip(
    { ...ROUND_TRIP, throttledMs: 100, lastAttemptMs: 150, connectMs: 50, connectionReused: false },
    0,
  );
  expect(parts).toEqual([100, 50, 50, 100, 200, 0, 1020]);
});

test("a replayed round trip has the donor's wait, and its own tokens at the donor's rate", () => {
  const parts = splitRoundTrip(ROUND_TRIP, 0);
  expect(replayParts(parts, 1, workOf(ROUND_TRIP, 1), DONOR)).toEqual([0, 0, 0, 40, 60, 0, 104]);
  expect(replayParts(parts, 1, workOf(ROUND_TRIP, 2), DONOR)).toEqual([0, 0, 0, 40, 60, 0, 205]);
});

test("without a donor only the throttling changes", () => {
  const parts = splitRoundTrip({ ...ROUND_TRIP, throttledMs: 100, lastAttemptMs: 100 }, 0);
  expect(replayParts(parts, 0.5, null, null)).toEqual([50, ...parts.slice(1)]);
});

test("where reasoning stayed unseen before, it stays unattributed after, at the donor's rate", () => {
  const hidden = { ...ROUND_TRIP, ttftMs: null };
  const parts = splitRoundTrip(hidden, 0);
  expect(parts).toEqual([0, 0, 0, 300, 0, 400, 820]);
  expect(replayParts(parts, 1, workOf(hidden, 1), DONOR)).toEqual([0, 0, 0, 40, 0, 80, 84]);
});

test("a round trip that did not stream is unattributed as a whole, before and after", () => {
  const whole = { ...ROUND_TRIP, streamOpenMs: null, ttftMs: null, ttfoMs: null };
  const parts = splitRoundTrip(whole, 0);
  expect(parts).toEqual([0, 0, 0, 0, 0, 1520, 0]);
  expect(replayParts(parts, 1, workOf(whole, 1), DONOR)).toEqual([0, 0, 0, 0, 0, 204, 0]);
});

test("what was cut short or told no tokens asks nothing of a model", () => {
  expect(workOf({ ...ROUND_TRIP, outcome: "cancelled" }, 1)).toBeNull();
  expect(workOf({ ...ROUND_TRIP, outputTokens: null }, 1)).toBeNull();
});
