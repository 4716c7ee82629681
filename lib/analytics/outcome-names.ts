import type { Outcome } from "#lib/domain/outcome.ts";

/** What outcomes are called. */
export const OUTCOME_NAMES: Readonly<Record<Outcome, string>> = {
  complete: "complete",
  cancelled: "cancelled",
  failed: "failed",
  rateLimited: "rate limited",
};
