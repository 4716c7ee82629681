import type { TierSummary } from "#lib/analytics/compare-tiers.ts";
import type { Quantiles } from "#lib/domain/knowable-quantiles.ts";
import { tierColour } from "./tier-colour.ts";

/** The figures of a tier that have quantiles. */
export type TierMetric = {
  [Key in keyof TierSummary]: TierSummary[Key] extends Quantiles ? Key : never;
}[keyof TierSummary];

/** One bar: solid from 0 to the median, pale from there to p95. */
export interface TierBar {
  readonly tier: string;
  readonly fill: string;
  readonly p50: number | null;
  /** p95 less p50; null when p95 is not known. */
  readonly toP95: number | null;
  readonly p95: number | null;
  readonly n: number | null;
}

/** Prepares a bar for every tier, also for those in which the figure is unknown. */
export function prepareTierBars(tiers: readonly TierSummary[], metric: TierMetric): readonly TierBar[] {
  return tiers.map((summary) => {
    const { p50, p95, n } = summary[metric];
    const toP95 = p50 === null || p95 === null ? null : p95 - p50;
    return { tier: summary.tier, fill: tierColour(summary.tier), p50, toP95, p95, n };
  });
}

/** Prepares bars of the round trips per turn: a mean, so there is nothing beyond it. */
export function prepareRoundTripBars(tiers: readonly TierSummary[]): readonly TierBar[] {
  return tiers.map(({ tier, roundTripsPerTurn, completeTurns }) => ({
    tier,
    fill: tierColour(tier),
    p50: roundTripsPerTurn,
    toP95: null,
    p95: null,
    n: completeTurns,
  }));
}
