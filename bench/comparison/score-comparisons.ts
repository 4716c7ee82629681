import { compareArms } from "#lib/domain/comparison/compare-arms.ts";
import type { Comparison, QuantileRatio, Reversal } from "#lib/domain/comparison/comparison.ts";
import { type Design, simulateTrips } from "./simulate-trips.ts";
import { trueLogRatio } from "./true-ratio.ts";

/** The quantiles that are scored. */
export const SCORED = [0.1, 0.5, 0.9, 0.95, 0.99] as const;
export type Scored = (typeof SCORED)[number];

/** How often something was told, and how often it held. */
export interface Tally {
  readonly told: number;
  readonly held: number;
}

/** What comparisons of made-up round trips came to, of which the truth is known. */
export interface Score {
  readonly runs: number;
  /** Intervals that held the true ratio, by quantile. */
  readonly raw: ReadonlyMap<Scored, Tally>;
  readonly matched: ReadonlyMap<Scored, Tally>;
  /** Verdicts of B being lower, and higher. */
  readonly lower: number;
  readonly higher: number;
  /** Runs in which raw and matched medians lay on different sides of 1; with one or both decisive; with both. */
  readonly reversed: number;
  readonly reversedByOne: number;
  readonly reversedByBoth: number;
  /** Runs without an interval of the matched median. */
  readonly withoutInterval: number;
  /** Means over the runs: of the smaller overlap, of the smallest detectable ratio of the matched median. */
  readonly overlap: number;
  readonly smallestDetectableRatio: number;
}

/** Compares round trips of a design as often as asked, each time others; the same for the same seed. */
export function scoreComparisons(design: Design, runs: number, seed: number): Score {
  const all = Array.from({ length: runs }, (_, run) => {
    const [a, b] = simulateTrips(design, seed * 100_003 + run);
    return compareArms(a, b);
  });
  const count = (holds: (comparison: Comparison) => boolean) => all.filter(holds).length;
  const detectable = all.flatMap(({ matched }) => matched?.p50?.smallestDetectableRatio ?? []);
  return {
    runs,
    raw: tallyIntervals(design, all, "raw"),
    matched: tallyIntervals(design, all, "matched"),
    lower: count(({ verdict }) => verdict === "lower"),
    higher: count(({ verdict }) => verdict === "higher"),
    reversed: count(({ reversals }) => reversals.p50 !== null),
    reversedByOne: count(({ reversals: { p50 } }) => p50 !== null && decisiveSides(p50) > 0),
    reversedByBoth: count(({ reversals: { p50 } }) => p50 !== null && decisiveSides(p50) === 2),
    withoutInterval: count(({ matched }) => !matched?.p50?.interval),
    overlap: mean(all.map(({ overlap }) => Math.min(overlap.a, overlap.b))),
    smallestDetectableRatio: mean(detectable),
  };
}

function tallyIntervals(
  design: Design,
  all: readonly Comparison[],
  which: "raw" | "matched",
): ReadonlyMap<Scored, Tally> {
  return new Map(
    SCORED.map((share) => {
      const truth = Math.exp(trueLogRatio(design, share)[which]);
      const intervals = all.flatMap((comparison) => ratioAt(comparison[which], share)?.interval ?? []);
      const held = intervals.filter(({ from, to }) => from <= truth && truth <= to).length;
      return [share, { told: intervals.length, held }];
    }),
  );
}

function ratioAt(estimate: Comparison["raw"], share: Scored): QuantileRatio | null {
  if (estimate === null) return null;
  const { deciles, p95, p99 } = estimate;
  return [...deciles, p95, p99].find((ratio) => ratio?.share === share) ?? null;
}

function decisiveSides({ rawIsDecisive, matchedIsDecisive }: Reversal): number {
  return Number(rawIsDecisive) + Number(matchedIsDecisive);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
