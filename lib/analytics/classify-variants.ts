import type { ModelVariant } from "#lib/domain/round-trip.ts";
import { compileTierRules, DEFAULT_TIER_RULES, type Tier } from "#lib/domain/tier.ts";
import type { Database } from "#lib/store/database.ts";
import { findModelVariants } from "#lib/store/find-model-variants.ts";

/** A model variant and the tier that today's rules give it. */
export interface ClassifiedVariant extends ModelVariant {
  readonly id: number;
  readonly tier: Tier;
}

/** All model variants by id, classified. */
export async function classifyVariants(database: Database): Promise<ReadonlyMap<number, ClassifiedVariant>> {
  const tierOf = compileTierRules(DEFAULT_TIER_RULES);
  const variants = await findModelVariants(database);
  return new Map(variants.map((variant) => [variant.id, { ...variant, tier: tierOf(variant) }]));
}
