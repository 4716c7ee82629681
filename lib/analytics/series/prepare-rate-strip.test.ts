import { expect, test } from "vitest";
import type { DescribedRoundTrip } from "#lib/analytics/describe-round-trip.ts";
import { prepareRateStrip } from "./prepare-rate-strip.ts";

const ORIGIN_MS = 5_000;
const percentOf = (ms: number) => ms / 100;

const trip = (more: Partial<DescribedRoundTrip>) =>
  ({
    id: "r1",
    tier: "Instant",
    startedAtMs: ORIGIN_MS + 1_000,
    ttftMs: 500,
    lastTokenMs: 900,
    e2eMs: 1_000,
    decodeTokensPerSecond: 100,
    ...more,
  }) as DescribedRoundTrip;

test("a bar lies between the first and the last token, its height on a logarithmic scale", () => {
  expect(prepareRateStrip([trip({})], ORIGIN_MS, percentOf)).toEqual({
    from: 10,
    to: 1000,
    bars: [
      {
        key: "r1",
        tier: "Instant",
        tokensPerSecond: 100,
        percent: 15,
        widthPercent: 4,
        heightPercent: 50,
      },
    ],
  });
});

test("the scale reaches to the fastest and the slowest, and the slowest is seen", () => {
  const told = prepareRateStrip(
    [trip({ decodeTokensPerSecond: 4 }), trip({ decodeTokensPerSecond: 1_234, lastTokenMs: null })],
    ORIGIN_MS,
    percentOf,
  );
  expect([told?.from, told?.to]).toEqual([1, 10_000]);
  const slowest = prepareRateStrip([trip({ decodeTokensPerSecond: 10 })], ORIGIN_MS, percentOf);
  expect(slowest?.bars[0]?.heightPercent).toBe(4);
});

test("round trips without a rate have no bar, and without any there is no strip", () => {
  const unknown = [
    trip({ decodeTokensPerSecond: null }),
    trip({ decodeTokensPerSecond: 0 }),
    trip({ ttftMs: null }),
  ];
  expect(prepareRateStrip(unknown, ORIGIN_MS, percentOf)).toBeNull();
  expect(prepareRateStrip([...unknown, trip({})], ORIGIN_MS, percentOf)?.bars).toHaveLength(1);
});
