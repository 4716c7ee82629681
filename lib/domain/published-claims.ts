import type { Figure } from "./figures/figure.ts";

/** What a provider says that persistent WebSockets change, and the metric that comes nearest to what it says. */
export interface PublishedClaim {
  readonly says: string;
  readonly metric: Figure;
  /** By how much the metric changes, as a share of what it was: −0.5 for half. */
  readonly change: number;
  /** Where it is said. */
  readonly source: string;
}

const SPARK = "https://openai.com/index/introducing-gpt-5-3-codex-spark";

/**
 * Of February 2026, told by the provider and verified by nobody else. They include work on the streaming path and on how
 * sessions begin. That per-token overhead fell by 30 % cannot be told from outside.
 */
export const PUBLISHED_CLAIMS: readonly PublishedClaim[] = [
  { says: "overhead of a client/server round trip", metric: "streamOpenMs", change: -0.8, source: SPARK },
  { says: "time to first token", metric: "ttftMs", change: -0.5, source: SPARK },
];
