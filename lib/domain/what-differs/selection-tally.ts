import type { Histogram } from "../histogram/histogram.ts";

/** Selected round trips and all the others, counted by what they can be told apart by. */
export interface SelectionTally {
  /** Round trips in the selection. */
  readonly selected: number;
  /** Round trips outside of it. */
  readonly rest: number;
  /** Sessions with a selected round trip. A session may have round trips on both sides. */
  readonly selectedSessions: number;
  /** Sessions with a round trip outside of the selection. */
  readonly restSessions: number;
  /** How many sessions of equal size would tell as much about how sessions differ: n² / Σ n² (Kish 1965). */
  readonly effectiveSessions: number;
  /**
   * The variance of a share by that of independent round trips, for what sessions have throughout or not at all; at
   * least 1, and 1 where the selection takes round trips without regard to their sessions.
   */
  readonly designEffect: number;
  readonly dimensions: readonly DimensionTally[];
}

/** The values of one dimension, each once; their counts sum to those of the selection and of the rest. */
export interface DimensionTally {
  readonly dimension: string;
  readonly values: readonly ValueTally[];
}

/** How often a value occurs. */
export interface ValueTally {
  /** Null, which is unknown, is a value of its own. */
  readonly value: string | null;
  /** Selected round trips that have it. */
  readonly selected: number;
  /** Round trips outside of the selection that have it. */
  readonly rest: number;
  /** Sessions with a selected round trip that has it. */
  readonly selectedSessions: number;
  /** Sessions with a round trip that has it. */
  readonly sessions: number;
  /**
   * The variance of the difference of its shares by that of independent round trips; at least 1. Null where nobody knows
   * the sessions: then it is not tested, since the round trips of a session resemble each other.
   */
  readonly designEffect: number | null;
}

/** Round trips of one session that have the same values. */
export interface SessionCell {
  /** The same for all round trips of a session. */
  readonly session: string | number;
  /** By dimension; a missing one is null. */
  readonly values: Readonly<Record<string, string | null>>;
  readonly selected: number;
  readonly rest: number;
}

/** A numeric measure of round trips; those that do not have it are left out. */
export interface MeasureTally {
  readonly measure: string;
  readonly selected: MeasureCounts;
  readonly rest: MeasureCounts;
}

/** As many values as there are in each bucket. */
export type MeasureCounts = Pick<Histogram, "zeroCount" | "offset" | "counts">;
