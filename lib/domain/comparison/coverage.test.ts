import { describe, expect, test } from "vitest";
import { type Score, scoreComparisons } from "#bench/comparison/score-comparisons.ts";
import type { Design } from "#bench/comparison/simulate-trips.ts";

// Few runs, so that it stays quick; `bench/comparison/coverage.ts` measures with many.
const RUNS = 60;
const DESIGN: Design = {
  sessions: 14,
  meanTrips: 20,
  sizeSpread: 0.8,
  intraclass: 0.3,
  areShared: false,
  mix: "easier",
  effect: 0,
};

/** The share of all intervals that hold. */
function coverage(score: Score, which: "raw" | "matched"): number {
  const tallies = [...score[which].values()];
  const sum = (part: "told" | "held") => tallies.reduce((total, tally) => total + tally[part], 0);
  return sum("held") / sum("told");
}

describe.each([
  ["few sessions of one arm each", {}],
  ["few sessions with round trips of both arms", { areShared: true }],
  ["more sessions", { sessions: 60, meanTrips: 10 }],
] as const)("on %s, unequal and clustered, and B gets easier work", (_name, change) => {
  const score = scoreComparisons({ ...DESIGN, ...change }, RUNS, 3);

  test("intervals that claim 95 % hold about as often", () => {
    for (const which of ["raw", "matched"] as const) {
      expect(coverage(score, which)).toBeGreaterThan(0.9);
      expect(coverage(score, which)).toBeLessThan(0.995);
    }
  });

  test("a difference is seldom found where there is none", () => {
    // The probability of more than seven of 60 is one in a hundred, if five of a hundred verdicts are false.
    expect(score.lower + score.higher).toBeLessThanOrEqual(7);
    expect(score.withoutInterval).toBeLessThan(RUNS / 4);
  });
});

test("a difference is found where there is one, against the mix of work", () => {
  const score = scoreComparisons({ ...DESIGN, sessions: 80, effect: 0.3 }, 12, 4);
  expect(score.higher).toBeGreaterThanOrEqual(10);
  expect(score.reversedByBoth).toBeGreaterThanOrEqual(6);
  expect(score.lower).toBe(0);
});

test("the smallest detectable ratio is found about four times in five", () => {
  const design: Design = { ...DESIGN, sessions: 50, meanTrips: 10, mix: "same" };
  const { smallestDetectableRatio } = scoreComparisons(design, 20, 5);
  const score = scoreComparisons({ ...design, effect: Math.log(smallestDetectableRatio) }, RUNS, 6);
  expect(score.higher / score.runs).toBeGreaterThan(0.65);
  expect(score.higher / score.runs).toBeLessThan(0.95);
});
