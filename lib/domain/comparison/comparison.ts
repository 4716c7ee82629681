import type { HoursPerBlock } from "./match-cells.ts";

/** Something of each arm: A, the base, and B, which is held against it. */
export interface ByArm<T> {
  readonly a: T;
  readonly b: T;
}

/** Ends of a 95 % interval. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Whether the values of B are lower or higher than those of A; whether that is good depends on the metric. */
export type Verdict = "lower" | "higher" | "notDecisive";

/**
 * Why there is no verdict: the arms have no or hardly any kinds of work in common; a median is 0, so that nothing is a
 * multiple of it; too few sessions for an interval; the interval holds 1, so that there may be no difference, or one
 * either way.
 */
export type Doubt = "noOverlap" | "littleOverlap" | "noRatio" | "tooFewSessions" | "intervalHoldsOne";

/** A ratio of B to A. */
export interface Ratio {
  readonly ratio: number;
  /** Where the true ratio lies with 95 % confidence; null when there are too few sessions to say. */
  readonly interval: Interval | null;
}

/** The ratio of a quantile of B to that of A. */
export interface QuantileRatio extends Ratio {
  /** Which quantile, 0 to 1. */
  readonly share: number;
  /** The quantiles themselves, in the unit of the metric. */
  readonly quantiles: ByArm<number>;
  /** How many independent round trips would tell as much about each quantile. */
  readonly effectiveN: ByArm<number>;
  /**
   * The smallest true ratio, above 1, that such data would find decisive four times in five (or one over it, for the
   * other direction); null when there is no interval.
   */
  readonly smallestDetectableRatio: number | null;
  readonly verdict: Verdict;
}

/** How B compares with A. Quantiles that so few round trips cannot support, and ratios to 0, are null. */
export interface Estimate {
  readonly n: ByArm<number>;
  readonly sessions: ByArm<number>;
  readonly p50: QuantileRatio | null;
  readonly p95: QuantileRatio | null;
  readonly p99: QuantileRatio | null;
  /** The shift function: the quantiles at 0.1 to 0.9. Each interval holds for itself, not all nine at once. */
  readonly deciles: readonly (QuantileRatio | null)[];
  /** The chance that a round trip of A has a lower value than one of B, ties counting half: 0.5 if they are alike. */
  readonly chanceALower: { readonly value: number; readonly interval: Interval | null };
}

/** Raw and matched lie on different sides of 1 (Simpson's paradox), decisively or not. */
export interface Reversal {
  readonly rawIsDecisive: boolean;
  readonly matchedIsDecisive: boolean;
}

/** Two groups of round trips held against each other. Observed, not randomised: what is unknown may still differ. */
export interface Comparison {
  /** That of the median among matched round trips, as the raw one may owe it to the mix of work. */
  readonly verdict: Verdict;
  /** Null exactly when there is a verdict. */
  readonly doubt: Doubt | null;
  /** All round trips; null when an arm has none. */
  readonly raw: Estimate | null;
  /** Both arms weighed to the same mix of work; null when they have no kind of work in common. */
  readonly matched: Estimate | null;
  /** The share of each arm's round trips that lie in cells which both arms have. */
  readonly overlap: ByArm<number>;
  /** How many cells both arms have. */
  readonly cells: number;
  readonly hoursPerBlock: HoursPerBlock;
  /** How many sessions have round trips in both arms. */
  readonly sharedSessions: number;
  /** The raw ratio of the medians over the matched one: what the mix of work alone makes of it. */
  readonly mix: Ratio | null;
  readonly reversals: {
    readonly p50: Reversal | null;
    readonly p95: Reversal | null;
    readonly p99: Reversal | null;
  };
}
