import type { ProviderError } from "#simulation/behaviour.ts";
import type { CallUsage } from "#simulation/limits/call-usage.ts";
import type { EnforcedLimits } from "#simulation/limits/enforce-limits.ts";
import type { Refusal } from "#simulation/limits/find-refusal.ts";
import type { PlantedCharge } from "#simulation/limits/limits-configuration.ts";
import type { TruthCharge } from "#simulation/limits/truth-log.ts";

/** Someone of the team, and the account that their calls count for. */
export interface WeekPerson {
  readonly name: string;
  readonly team: string;
  /** Codex on a subscription of their own, or programs with an SDK on an API account that several share. */
  readonly way: "codex" | "sdk";
  /** The hash by which clients name the account. */
  readonly account: string;
  /** The headers of every request, by lower-case name; those of a session come beside them. */
  readonly headers: Readonly<Record<string, string>>;
}

/** One try of one call as it truly was. Times are Unix ms on the clock of whoever asked. */
export interface WeekAttempt {
  readonly person: WeekPerson;
  readonly sessionId: string;
  /** The same for all tries of one call, and unlike that of any other. */
  readonly callId: string;
  /** Tries before this one. */
  readonly resendCount: number;
  readonly model: string;
  /** Where it counts. */
  readonly family: string | null;
  readonly startedAtMs: number;
  readonly headersAtMs: number;
  /** Null when it was refused, as the next one. */
  readonly firstTokenAtMs: number | null;
  readonly lastTokenAtMs: number | null;
  readonly endedAtMs: number;
  readonly status: number;
  /** Of the answer, by lower-case name. */
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly error: ProviderError | null;
  readonly refusal: Refusal | null;
  /** Null when it was refused. */
  readonly usage: CallUsage | null;
  /** What is wrong with its charge. */
  readonly planted: PlantedCharge | null;
  readonly charges: readonly TruthCharge[];
  /**
   * When it was refused: from its start until the next try began, or until its own end when there was none, in ms;
   * else 0.
   */
  readonly lostMs: number;
}

/** A week of a team, known in every detail. */
export interface WeekHistory {
  readonly startMs: number;
  readonly endMs: number;
  readonly people: readonly WeekPerson[];
  /** In the order in which they ended. */
  readonly attempts: readonly WeekAttempt[];
  /** The limits at the end of the week, with all that happened to them. */
  readonly limits: Readonly<Record<WeekPerson["way"], EnforcedLimits>>;
}
