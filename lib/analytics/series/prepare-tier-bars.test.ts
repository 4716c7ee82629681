import { expect, test } from "vitest";
import { sampleSummary } from "#tests/support/sample-summary.ts";
import { prepareRoundTripBars, prepareTierBars } from "./prepare-tier-bars.ts";

const TIERS = [
  sampleSummary({ tier: "Instant", n: 100, ttftMs: { p50: 200, p95: 350, p99: null, n: 90 } }),
  sampleSummary({ tier: "Fast", n: 10, ttftMs: { p50: 800, p95: null, p99: null, n: 10 } }),
  sampleSummary({ tier: "Deep", n: 3, roundTripsPerTurn: 2.5, completeTurns: 2 }),
];

test("a bar goes to the median and on to p95, as far as they are known", () => {
  expect(prepareTierBars(TIERS, "ttftMs")).toEqual([
    { tier: "Instant", fill: "var(--tier-instant)", p50: 200, toP95: 150, p95: 350, n: 90 },
    { tier: "Fast", fill: "var(--tier-fast)", p50: 800, toP95: null, p95: null, n: 10 },
    { tier: "Deep", fill: "var(--tier-deep)", p50: null, toP95: null, p95: null, n: 0 },
  ]);
});

test("round trips per turn stand on the complete turns", () => {
  expect(prepareRoundTripBars(TIERS).map(({ tier, p50, n }) => ({ tier, p50, n }))).toEqual([
    { tier: "Instant", p50: null, n: 0 },
    { tier: "Fast", p50: null, n: 0 },
    { tier: "Deep", p50: 2.5, n: 2 },
  ]);
});
