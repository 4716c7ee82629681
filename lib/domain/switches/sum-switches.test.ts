import fc from "fast-check";
import { expect, test } from "vitest";
import { quantile } from "../histogram/histogram-quantile.ts";
import { type SequencedTrip, sumSwitches } from "./sum-switches.ts";

const trip = (startedAtMs: number, tier: string, more: Partial<SequencedTrip> = {}): SequencedTrip => ({
  session: 1,
  startedAtMs,
  e2eMs: 500,
  tier,
  ttftMs: 100,
  uncachedInputTokens: 1000,
  ...more,
});

test("a round trip after one of another tier is a switch, beside those that stayed in its tier", () => {
  const [first, ...others] = sumSwitches([
    trip(0, "Deep"),
    trip(1000, "Instant", { ttftMs: 400, uncachedInputTokens: 9000 }),
    trip(2000, "Instant"),
    trip(3000, "Instant"),
  ]);
  expect(others).toEqual([]);
  expect(first).toMatchObject({
    from: "Deep",
    to: "Instant",
    switched: { n: 1, sessions: 1 },
    stayed: { n: 2 },
  });
  expect(first && quantile(first.switched.ttftMs, 0.5)).toBeCloseTo(400, -1);
  expect(first && quantile(first.stayed.uncachedInputTokens, 0.5)).toBeCloseTo(1000, -2);
});

test("what runs side by side, after a long pause, or in another session hands nothing over", () => {
  const trips = [
    trip(0, "Deep", { e2eMs: 5000 }),
    trip(1000, "Instant"),
    trip(40 * 60_000, "Deep"),
    trip(40 * 60_000 + 1000, "Fast", { session: 2 }),
  ];
  expect(sumSwitches(trips)).toEqual([]);
});

test("unknown figures are left out, and the switch still counts", () => {
  const [only] = sumSwitches([
    trip(0, "Deep"),
    trip(1000, "Fast", { ttftMs: null, uncachedInputTokens: null }),
  ]);
  expect(only).toMatchObject({ switched: { n: 1, ttftMs: { count: 0 } }, stayed: { n: 0 } });
});

test("every pair of consecutive round trips is a switch or none", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("Deep", "Fast", "Instant"), { maxLength: 60 }), (tiers) => {
      const trips = tiers.map((tier, index) => trip(index * 1000, tier));
      const changes = tiers.filter((tier, index) => index > 0 && tier !== tiers[index - 1]).length;
      expect(sumSwitches(trips).reduce((sum, { switched }) => sum + switched.n, 0)).toBe(changes);
    }),
  );
});
