import type { Outcome } from "./outcome.ts";
import type { PhaseDurations } from "./phase.ts";
import type { Origin, RoundTrip, WarmUp } from "./round-trip.ts";

/** From the developer's prompt until the agent is idle again. */
export interface Turn extends Origin {
  readonly id: string;
  readonly sessionId: string;
  /** Unix ms. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly outcome: Outcome;
  readonly phases: PhaseDurations;
}

/** One tool that ran between round trips. Its arguments and output are never kept. */
export interface ToolCall {
  readonly id: string;
  readonly turnId: string;
  readonly tool: string | null;
  /** Unix ms. */
  readonly startedAtMs: number;
  /** Wall time of the handler in ms, an approval inside it included; null when unknown. */
  readonly durationMs: number | null;
  readonly outcome: Outcome | null;
}

/** One decision whether a tool may run. */
export interface Approval {
  readonly id: string;
  readonly turnId: string;
  readonly tool: string | null;
  /** Unix ms of the decision. */
  readonly decidedAtMs: number;
  /** What a person was waited for, in ms; null when no person was asked or the start is unknown. */
  readonly waitMs: number | null;
  readonly decision: string | null;
  /** Who decided: a person, a configuration, a reviewer model. */
  readonly decidedBy: string | null;
}

/** What a set of observations says happened. */
export interface Assembly {
  readonly turns: readonly Turn[];
  readonly roundTrips: readonly RoundTrip[];
  readonly toolCalls: readonly ToolCall[];
  readonly approvals: readonly Approval[];
  readonly warmUps: readonly WarmUp[];
}
