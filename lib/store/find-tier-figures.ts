import type { Figure } from "#lib/domain/figures/figure.ts";
import type { FigureSums } from "#lib/domain/figures/figure-sums.ts";
import type { Tier } from "#lib/domain/tier.ts";
import type { Database } from "./database.ts";
import { findFigures } from "./rollups/find-figures.ts";
import type { RoundTripSelection } from "./round-trip-conditions.ts";

/** Which tier each model variant is in. */
export type VariantTiers = ReadonlyMap<number, Tier>;

/** What the round trips of a tier add up to. */
export interface TierFigures {
  readonly tier: Tier;
  /** Unix ms at which the interval begins; null for the window as a whole. */
  readonly atMs: number | null;
  readonly sums: FigureSums;
}

/** Sums of the selected round trips by tier, and by interval when one is given (ms, from the epoch on), in no order. */
export async function findTierFigures(
  database: Database,
  tiers: VariantTiers,
  selection: RoundTripSelection,
  figures: readonly Figure[],
  intervalMs: number | null = null,
): Promise<readonly TierFigures[]> {
  const groups = await findFigures(database, {
    selection,
    figures,
    by: [],
    groupOf: ({ variantId }) => tiers.get(variantId) ?? null,
    intervalMs,
  });
  return groups.map(({ group, atMs, sums }) => ({ tier: group, atMs, sums }));
}
