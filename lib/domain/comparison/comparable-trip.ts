/**
 * A complete round trip as a comparison sees it: one measured value, and what may differ between two groups of round
 * trips without either being faster for it. Unknown is null, and a kind of its own.
 */
export interface ComparableTrip {
  /** Of which session; round trips of one session are not independent. 1 and "1" are the same session. */
  readonly session: string | number;
  /** The metric in its unit: milliseconds, or tokens per second. Not negative. */
  readonly value: number;
  readonly uncachedInputTokens: number | null;
  readonly outputTokens: number | null;
  /** Whether the model reasoned. */
  readonly reasoning: boolean | null;
  readonly connectionReused: boolean | null;
  /** Hour of the day when it started, 0 to 23, in one time zone for all. */
  readonly hour: number;
}
