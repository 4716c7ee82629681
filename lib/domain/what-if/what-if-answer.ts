import type { Phase, PhaseDurations } from "../phase.ts";
import type { Assumption } from "./assumptions.ts";

/** A modelled figure and its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly from: number;
  readonly to: number;
}

/** Turn times that really were, in ms. */
export interface RecordedTimes {
  readonly meanMs: number;
  readonly p50Ms: number;
  /** Null below 72 turns. */
  readonly p95Ms: number | null;
  readonly sumMs: number;
}

/** Turn times as the model has them, in ms: of turns like these, not of these alone. */
export interface ModelledTimes {
  readonly meanMs: Estimate;
  readonly p50Ms: Estimate;
  /** Null below 72 turns. */
  readonly p95Ms: Estimate | null;
  readonly sumMs: Estimate;
}

/** The phase that takes most of the wait. */
export interface Bottleneck {
  readonly before: Phase;
  readonly beforeShare: number;
  readonly after: Phase;
  readonly afterShare: Estimate;
  /** In what share of the resampled histories the same phase is the largest. */
  readonly confidence: number;
}

/** What the scenario makes of the turns. */
export interface WhatIfResult {
  readonly recorded: RecordedTimes;
  readonly modelled: ModelledTimes;
  /** Negative where the wait grows. */
  readonly saved: {
    readonly perTurnMs: Estimate;
    readonly totalMs: Estimate;
    /** Of the recorded wait. */
    readonly share: Estimate;
  };
  /** The most that could be saved: had what is replaced taken no time at all. */
  readonly limit: { readonly sumMs: number; readonly savedMs: number; readonly savedShare: number };
  /** Of all turns together; they sum to `recorded.sumMs` and `modelled.sumMs.value`. */
  readonly phases: { readonly before: PhaseDurations; readonly after: PhaseDurations };
  readonly bottleneck: Bottleneck;
  /** Share of the turns in which the phase is the longest. */
  readonly turnsBoundBy: { readonly before: PhaseDurations; readonly after: PhaseDurations };
}

/** What the answer stands on. */
export interface WhatIfSupport {
  /** Complete turns; only they are replayed. */
  readonly turns: number;
  readonly turnSessions: number;
  readonly turnsLeftOut: number;
  readonly roundTrips: number;
  /** Round trips that the scenario is about. */
  readonly concerned: number;
  /** Those of them that a donor, or another length of throttling, replaces. */
  readonly replaced: number;
  /** Share of `concerned` that had donors of its size, reasoning and connection state; null when none is needed. */
  readonly comparableShare: number | null;
  /** Usable donors of the tiers and transports asked for. */
  readonly donors: number;
  readonly donorSessions: number;
}

/**
 * Why there is no answer.
 * - fewTurns: fewer complete turns or sessions than an interval needs
 * - nothingConcerned: the scenario changes none of the round trips
 * - fewDonors: fewer donors or sessions of donors than an interval needs
 * - fewComparable: for most round trips there is no donor of their size and kind, or their tokens are not known
 */
export const REFUSALS = ["fewTurns", "nothingConcerned", "fewDonors", "fewComparable"] as const;

export type Refusal = (typeof REFUSALS)[number];

/** A model's answer, or why there is none. */
export interface WhatIfAnswer {
  readonly result: WhatIfResult | null;
  readonly refusal: Refusal | null;
  readonly support: WhatIfSupport;
  /** What has to hold for the answer to be true; to be shown with it. */
  readonly assumptions: readonly Assumption[];
}
