import type { ThrottleClass } from "#lib/domain/limits/throttle.ts";
import { PHASES, type Phase } from "#lib/domain/phase.ts";
import type { Attempt, WarmUp } from "#lib/domain/round-trip.ts";
import type { Approval, ToolCall, Turn } from "#lib/domain/turn.ts";
import { findTurn } from "#lib/store/find-turn.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { classifyVariants } from "./classify-variants.ts";
import { type DetailedRoundTrip, describeRoundTrip } from "./describe-round-trip.ts";
import { presentCaller } from "./present-caller.ts";

/** One exclusive piece of a turn's wall clock. */
export interface PhaseShare {
  readonly phase: Phase;
  readonly ms: number;
}

/** One try of a round trip of the turn. */
export interface TurnAttempt extends Omit<Attempt, "endedAtMs" | "throttle"> {
  readonly roundTripId: string;
  /** Null when its end is unknown. */
  readonly durationMs: number | null;
  /** Why it was refused; null when it was not. */
  readonly throttleClass: ThrottleClass | null;
}

/** A round trip of a turn. */
export interface TurnRoundTrip extends DetailedRoundTrip {
  /** Its place in the turn, from 1 on. */
  readonly number: number;
}

/** A turn with everything that happened in it, each in order of time. */
export interface DescribedTurn extends Omit<Turn, "phases"> {
  /** In the order of PHASES; they sum to `durationMs`. */
  readonly phases: readonly PhaseShare[];
  readonly roundTrips: readonly TurnRoundTrip[];
  readonly attempts: readonly TurnAttempt[];
  readonly toolCalls: readonly Omit<ToolCall, "turnId">[];
  readonly approvals: readonly Omit<Approval, "turnId">[];
  /** Warm-ups of the session during the turn or up to 30 s before it. */
  readonly warmUps: readonly Omit<WarmUp, "sessionId">[];
}

const WARM_UP_LEAD_MS = 30_000;

/** Describes the turn of this id; null when there is none. */
export async function describeTurn(id: string, database = sharedDatabase()): Promise<DescribedTurn | null> {
  const stored = await findTurn(database, id, WARM_UP_LEAD_MS);
  if (!stored) return null;
  // Read last: then those that are new in the turn are there.
  const variants = await classifyVariants(database);
  const { turn, roundTrips, attempts, toolCalls, approvals, warmUps } = stored;
  return {
    ...turn,
    ...presentCaller(turn, variants.presentation),
    phases: PHASES.map((phase) => ({ phase, ms: turn.phases[phase] })),
    roundTrips: roundTrips.map(({ wire, ...row }, index) => ({
      ...describeRoundTrip(row, variants),
      wire,
      number: index + 1,
    })),
    attempts,
    toolCalls,
    approvals,
    warmUps,
  };
}
