/** How round trips that cluster in sessions count as fewer. */
export interface Clustering {
  /** The variance of what is compared, by that of as many independent round trips; at least 1. */
  readonly designEffect: number;
  /** How many sessions of equal size would tell as much about how sessions differ (Kish 1965). */
  readonly effectiveSessions: number;
}

/**
 * The degrees of freedom of a variance that is known from so many sessions as far as it comes from how they differ
 * (Satterthwaite 1946); infinite where round trips are independent.
 */
export function degreesOfFreedom({ designEffect, effectiveSessions }: Clustering): number {
  const fromSessions = (designEffect - 1) / designEffect;
  return Math.max(1, effectiveSessions - 1) / fromSessions ** 2;
}
