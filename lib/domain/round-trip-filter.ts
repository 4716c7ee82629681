import type { TimeWindow } from "./time-window.ts";

/** What round trips can be told apart by. The same names in URLs, answers and questions. */
export const DIMENSIONS = [
  "client",
  "clientVersion",
  "provider",
  "model",
  "tier",
  "serviceTier",
  "reasoningEffort",
  "transport",
  "connectionReused",
  "sessionId",
  "turnId",
  "person",
  "team",
  "repository",
  "outcome",
  "errorType",
  "statusCode",
  "basis",
] as const;

export type Dimension = (typeof DIMENSIONS)[number];

/** Values wanted per dimension, any of which will do; null stands for unknown. Numbers and booleans as text. */
export type RoundTripFilters = Readonly<Partial<Record<Dimension, readonly (string | null)[]>>>;

/** Which round trips a question is about. */
export interface RoundTripQuestion {
  /** By the start of the round trip; null for all time. */
  readonly window: TimeWindow | null;
  readonly filters: RoundTripFilters;
}
