/** How a round trip, an attempt, a tool call or a turn ended. A closed set: switch over it exhaustively. */
export const OUTCOMES = ["complete", "cancelled", "failed", "rateLimited"] as const;

export type Outcome = (typeof OUTCOMES)[number];
