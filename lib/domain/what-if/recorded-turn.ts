import type { Outcome } from "../outcome.ts";
import type { RoundTrip } from "../round-trip.ts";
import type { Tier } from "../tier.ts";
import type { Turn } from "../turn.ts";

/** What names a session; only told apart, never read. */
export type SessionKey = string | number;

/** What the replay needs of a round trip: columns of its row, its tier, and two sums over its attempts. */
export interface TimedRoundTrip
  extends Pick<
    RoundTrip,
    | "transport"
    | "connectionReused"
    | "connectMs"
    | "streamOpenMs"
    | "ttftMs"
    | "ttfoMs"
    | "lastTokenMs"
    | "e2eMs"
    | "inputTokens"
    | "cachedInputTokens"
    | "outputTokens"
    | "reasoningTokens"
    | "decodeTokensPerSecond"
  > {
  readonly tier: Tier;
  readonly outcome: Outcome;
  /** Request start to the start of the attempt that decided, in ms; 0 with one attempt. */
  readonly lastAttemptMs: number;
  /** What of that was lost to refused attempts and the waiting after them (the sum of `lostMs`), in ms. */
  readonly throttledMs: number;
}

/** A round trip of a turn that is replayed. */
export interface RecordedRoundTrip extends TimedRoundTrip {
  /** Unix ms. */
  readonly startedAtMs: number;
}

/** A round trip from which a replayed one may take its times. */
export interface DonorRoundTrip extends TimedRoundTrip {
  readonly session: SessionKey;
}

/** A stretch of a turn that is no round trip; in Unix ms. */
export interface ToolStretch {
  readonly startMs: number;
  readonly endMs: number;
}

/** A turn that really ran, with all its round trips. */
export interface RecordedTurn extends Pick<Turn, "id" | "startedAtMs" | "durationMs" | "outcome" | "phases"> {
  readonly session: SessionKey;
  readonly roundTrips: readonly RecordedRoundTrip[];
  /**
   * Its tools and approvals. They matter where they run beside round trips; when this is left out, nothing does: what
   * the phases tell of tools lay between round trips.
   */
  readonly tools?: readonly ToolStretch[];
}

/** Input tokens that no cache held; null when it is not known. */
export function uncachedInputTokens({
  inputTokens,
  cachedInputTokens,
}: Pick<TimedRoundTrip, "inputTokens" | "cachedInputTokens">): number | null {
  return inputTokens === null || cachedInputTokens === null
    ? null
    : Math.max(0, inputTokens - cachedInputTokens);
}
