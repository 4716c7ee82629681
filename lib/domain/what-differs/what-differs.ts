import type { TestedValue } from "./compare-dimension.ts";
import type { TestedMeasure } from "./compare-measure.ts";

/** How selected round trips differ from the rest. */
export interface WhatDiffers {
  readonly selected: number;
  readonly rest: number;
  readonly selectedSessions: number;
  readonly restSessions: number;
  /** One for each dimension and measure that differs and is not folded under another, the strongest first. */
  readonly findings: readonly Finding[];
  /** Why there are no findings; null when there are some. */
  readonly noFindings: NoFindings | null;
  /** Those that could be compared: what differs first, then the strongest. */
  readonly dimensions: readonly DimensionDifference[];
  /** In the same order. */
  readonly measures: readonly MeasureDifference[];
  /** Dimensions and measures that were not compared. */
  readonly skipped: readonly { readonly name: string; readonly why: Skipped }[];
  /** How many values and measures were tested, which `q` makes up for. */
  readonly tests: number;
}

/**
 * - tooFewSelected, tooFewRest: fewer than 10 round trips there
 * - tooFewSessions: fewer than 5 sessions on a side, where a single odd one could make the difference
 * - nothingToCompare: all dimensions and measures were skipped
 * - nothingDiffers: nothing differs by more than chance would make of it
 */
export type NoFindings =
  | "tooFewSelected"
  | "tooFewRest"
  | "tooFewSessions"
  | "nothingToCompare"
  | "nothingDiffers";

/**
 * - functionOfSelection: it decides what is selected, or names single round trips, so that it differs for no reason
 * - oneValue: all round trips have the same
 * - noSupport: no value in 5 round trips of 3 sessions, no 10 values of a measure on each side, or a side is empty
 * - unknownSessions: nobody knows which round trips belong together
 */
export type Skipped = "functionOfSelection" | "oneValue" | "noSupport" | "unknownSessions";

/** Whether a difference is more than chance among so many tests. */
export interface Judged {
  /**
   * The share of false findings among the ones up to this, at most to be expected (Benjamini & Hochberg 1995, over all
   * tests). Null without support, and in a selection that is too small.
   */
  readonly q: number | null;
  /** Whether q is at most 0.05. */
  readonly isFinding: boolean;
}

/** How a value differs; its `shareInSelection` is how much of the selection it covers. */
export type ValueDifference = TestedValue & Judged;

/** How the values of a measure differ. */
export type MeasureDifference = TestedMeasure & Judged;

/** How the values of a dimension differ. */
export interface DimensionDifference {
  readonly dimension: string;
  /** That of its first value. */
  readonly strength: number;
  /** Whether one of its values is a finding. */
  readonly differs: boolean;
  /** The stronger dimension that tells the same round trips apart; null when there is none. */
  readonly foldedUnder: string | null;
  /** Findings first, then the supported ones; the strongest first. There is at least one. */
  readonly values: readonly ValueDifference[];
}

/** What a sentence about a difference is made of. */
export type Finding = ValueFinding | MeasureFinding;

interface FindingShares {
  readonly shareInSelection: number;
  readonly shareInRest: number;
  /** The one share by the other; null when the rest has none. */
  readonly lift: number | null;
  readonly strength: number;
  readonly q: number;
}

/** "93 % of the selection have client version 0.170.0, of the rest 12 %." */
export interface ValueFinding extends FindingShares {
  readonly kind: "value";
  readonly dimension: string;
  readonly value: string | null;
  /** `less` where the selection has less of it than the rest. */
  readonly direction: "more" | "less";
  /** Selected round trips that have it, and the sessions that they come from. */
  readonly selected: number;
  readonly selectedSessions: number;
  /** The same by other names: dimensions folded under this one. */
  readonly also: readonly { readonly dimension: string; readonly value: string | null }[];
}

/** "74 % of the selection have more than 65,000 input tokens, of the rest 12 %." */
export interface MeasureFinding extends FindingShares {
  readonly kind: "measure";
  readonly measure: string;
  /** Whether values of the selection tend to be the greater ones. */
  readonly direction: "more" | "less";
  /** The shares are those of values above it for `more`, up to it for `less`; in the unit of the measure. */
  readonly threshold: number;
}
