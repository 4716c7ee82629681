/** What a list of round trips can be ordered by. */
export const ROUND_TRIP_SORT_KEYS = [
  "startedAt",
  "streamOpenMs",
  "ttftMs",
  "ttfoMs",
  "e2eMs",
  "inputTokens",
  "cachedInputTokens",
  "outputTokens",
  "reasoningTokens",
  "decodeTokensPerSecond",
  "e2eTokensPerSecond",
] as const;

export type RoundTripSortKey = (typeof ROUND_TRIP_SORT_KEYS)[number];

/** An order of round trips; ties are broken by id, and unknown values come last either way. */
export interface RoundTripOrder {
  readonly key: RoundTripSortKey;
  readonly descending: boolean;
}

/** Where in an ordered list to go on: behind the round trip of this value and id. */
export interface RoundTripPosition {
  /** The value ordered by; Unix microseconds for `startedAt`; null when it is unknown. */
  readonly value: number | null;
  readonly id: string;
}
