import { expect, test } from "vitest";
import { donorCost } from "./donor-cost.ts";
import { fairDonors } from "./fair-donors.ts";
import type { DonorRoundTrip } from "./recorded-turn.ts";

const DONOR: DonorRoundTrip = {
  session: "donor",
  tier: "Instant",
  transport: "sse",
  outcome: "complete",
  connectionReused: false,
  connectMs: 100,
  lastAttemptMs: 0,
  throttledMs: 0,
  streamOpenMs: 300,
  ttftMs: 500,
  ttfoMs: 700,
  lastTokenMs: 1490,
  e2eMs: 1500,
  inputTokens: 4000,
  cachedInputTokens: 3000,
  outputTokens: 100,
  reasoningTokens: 0,
  decodeTokensPerSecond: 100,
};

test("a donor's time counts from the attempt that decided", () => {
  const late = { ...DONOR, lastAttemptMs: 1000, throttledMs: 1000, streamOpenMs: 1300, ttftMs: 1500 };
  expect(donorCost({ ...late, lastTokenMs: 2490, e2eMs: 2500 })).toEqual(donorCost(DONOR));
  expect(donorCost(DONOR)).toMatchObject({
    connectMs: 100,
    queueMs: 200,
    firstTokenMs: 200,
    msPerToken: 10,
    tailMs: 10,
    uncachedInput: 1000,
    isNewConnection: true,
  });
});

test("a WebSocket was set up before the request, and not at all when it was reused", () => {
  const socket = { ...DONOR, transport: "websocket" as const };
  expect(donorCost(socket)).toMatchObject({ connectMs: 100, queueMs: 300, firstTokenMs: 200 });
  expect(donorCost({ ...socket, connectionReused: true })).toMatchObject({ connectMs: 0, queueMs: 300 });
});

test("an unseen first token is reckoned from the first output and the rate", () => {
  const hidden = { ...DONOR, ttftMs: null, reasoningTokens: 20 };
  expect(donorCost(hidden)).toMatchObject({ firstTokenMs: 200, isReckoned: true });
});

test("a round trip that was cut short, or whose rate or first token nobody knows, is no donor", () => {
  expect(donorCost({ ...DONOR, outcome: "failed" })).toBeNull();
  expect(donorCost({ ...DONOR, decodeTokensPerSecond: null })).toBeNull();
  expect(donorCost({ ...DONOR, ttftMs: null, ttfoMs: null })).toBeNull();
});

test("donors so short that only slow ones tell a rate are left out, so that the tier seems no slower than it is", () => {
  const sizes = [30, 60, 90, 120, 150, 180];
  const donors = sizes.flatMap((outputTokens) =>
    Array.from({ length: 20 }, (_, nth) => {
      const rate = 600 + 50 * nth;
      return { ...DONOR, outputTokens, decodeTokensPerSecond: outputTokens / rate < 0.05 ? null : rate };
    }),
  );
  const fair = fairDonors(donors);
  expect(new Set(fair.map(({ outputTokens }) => outputTokens))).toEqual(new Set([90, 120, 150, 180]));
  const rates = fair.map(({ decodeTokensPerSecond }) => decodeTokensPerSecond ?? 0);
  expect(rates.reduce((sum, rate) => sum + rate, 0) / rates.length).toBeCloseTo(1075, -2);
});

test("where all tell their rate, or none does, no size is left out", () => {
  const donors = Array.from({ length: 50 }, (_, nth) => ({ ...DONOR, outputTokens: 20 + nth }));
  expect(fairDonors(donors)).toHaveLength(50);
  expect(fairDonors(donors.map((donor) => ({ ...donor, decodeTokensPerSecond: null })))).toHaveLength(50);
});
